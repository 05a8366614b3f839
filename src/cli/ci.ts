import { failureDetails } from "../report/failure-message.ts"
import { renderReport } from "../report/render-report.ts"
import { exitCodeOf, type CiReport } from "../report/report.ts"
import type { StepResult } from "../report/result.ts"
import { ciOnHost } from "./host-session.ts"
import { count, format, readFlags, required, services, source, type Values } from "./options.ts"
import { planHost } from "./plan-host.ts"
import { runAgain } from "./run-again.ts"
import type { CliContext, Verb } from "./verb.ts"
import { checkOutput, writeReports } from "./write-reports.ts"

const shared = ["source", "config", "service", "retries", "jobs"] as const

/** All steps; the table on stdout, red steps' output on stderr, the first red step's exit code. */
export const ci: Verb = async (args, context) => {
  const values = readFlags("ci", args, [...shared, "format"])
  const style = format(values)
  const report = await run(values, context)
  context.stdout(renderReport(report, style))
  const details = failureDetails(report, runAgain(context.program, values))
  if (details.length > 0) context.stderr(`${details.join("\n")}\n`)
  return exitCodeOf(report)
}

/** The same run, its reports in a directory. Red steps do not make it fail: `ci` does that. */
export const reports: Verb = async (args, context) => {
  const values = readFlags("reports", args, [...shared, "output"])
  const output = checkOutput(required("reports", values, "output"))
  const report = await run(values, context, (reportsDir, finished) =>
    writeReports(reportsDir, output, finished),
  )
  context.stdout(renderReport(report, "table"))
  return 0
}

function run(
  values: Values,
  context: CliContext,
  keep?: (reportsDir: string, report: CiReport) => Promise<void>,
): Promise<CiReport> {
  const root = source(values)
  const plan = planHost({ source: root, config: values.config, services: services(values) })
  return ciOnHost({
    source: root,
    plan,
    retries: count(values, "retries", 0) ?? 0,
    jobs: count(values, "jobs", 1),
    env: context.env,
    onResult: (result) => context.stderr(`${progress(result)}\n`),
    ...(keep === undefined ? {} : { keep }),
  })
}

function progress(result: StepResult): string {
  const time = result.seconds === undefined ? "" : ` ${result.seconds.toFixed(1)} s`
  return `${result.unit} \u00b7 ${result.step}: ${result.status}${time}`
}
