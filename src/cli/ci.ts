import { mkdir, cp, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"

import type { CliContext, Verb } from "../cli.ts"
import { failureMessage } from "../report/failure-message.ts"
import { renderReport } from "../report/render-report.ts"
import { reportFiles } from "../report/report-files.ts"
import { exitCodeOf, type CiReport } from "../report/report.ts"
import { isGreen, type StepResult } from "../report/result.ts"
import { ciOnHost, planHost } from "./host-session.ts"
import { count, format, readFlags, required, services, source, type Values } from "./options.ts"

const shared = ["source", "config", "service", "retries", "jobs"] as const

/** All steps; the table on stdout, red steps' output on stderr, the first red step's exit code. */
export const ci: Verb = async (args, context) => {
  const values = readFlags("ci", args, [...shared, "format"])
  const style = format(values)
  const report = await run(values, context)
  context.stdout(renderReport(report, style))
  if (!report.results.every(isGreen)) context.stderr(`\n${failureMessage(report, howTo(values))}\n`)
  return exitCodeOf(report)
}

/** The same run, its reports in a directory. Red steps do not make it fail: `ci` does that. */
export const reports: Verb = async (args, context) => {
  const values = readFlags("reports", args, [...shared, "output"])
  const output = resolve(required("reports", values, "output"))
  const report = await run(values, context, async (reportsDir, finished) => {
    await mkdir(output, { recursive: true })
    await cp(reportsDir, output, { recursive: true }).catch(ifNone)
    for (const [name, text] of Object.entries(reportFiles(finished))) {
      await mkdir(join(output, name, ".."), { recursive: true })
      await writeFile(join(output, name), text)
    }
  })
  context.stdout(renderReport(report, "table"))
  return 0
}

/** No step wrote a report. */
function ifNone(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error
}

function run(
  values: Values,
  context: CliContext,
  keep?: (reportsDir: string, report: CiReport) => Promise<void>,
): Promise<CiReport> {
  const plan = planHost({
    source: source(values),
    config: values.config,
    services: services(values),
  })
  return ciOnHost({
    source: source(values),
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

function howTo(values: Values): (unit: string, step: string) => string {
  const from = values.source === undefined ? "" : ` --source ${values.source}`
  return (unit, step) => `slipway run-step${from} --service ${unit} --step ${step}`
}
