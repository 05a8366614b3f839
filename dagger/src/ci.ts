import { dag, type Container, type Directory } from "@dagger.io/dagger"

import {
  allSteps,
  exitCodeOf,
  failureMessage,
  isGreen,
  judge,
  planNotes,
  quoted,
  renderReport,
  reportFiles,
  reportPath,
  runStep,
  verdictResult,
  type CiPlan,
  type CiReport,
  type Format,
  type PlannedStep,
  type RunTask,
  type StepResult,
} from "../core.js"
import { inWork, readyContainer } from "./containers.js"
import { failWith } from "./exec-error.js"
import { runTask } from "./run-task.js"
import type { Workshop } from "./workshop.js"

export interface CiOptions {
  retry: string | undefined
  retries: number
}

/** Every step of a plan, all at once, each to its end. */
export async function ciReport(
  plan: CiPlan,
  shop: Workshop,
  options: CiOptions,
): Promise<CiReport> {
  const results = await Promise.all(
    allSteps(plan).map(async ({ unit, planned }): Promise<StepResult> => {
      if ("verdict" in planned) return verdictResult(unit, planned.step, planned.verdict)
      const run: RunTask = (task, nonce) => runTask(task, shop, nonce)
      return runStep(planned.task, run, options)
    }),
  )
  return { results, notes: planNotes(plan) }
}

/** The report as text when all is green; else fail with the whole story and a red step's exit code. */
export async function finish(report: CiReport, format: Format): Promise<string> {
  const code = exitCodeOf(report)
  if (code === 0) return renderReport(report, format)
  const how = (unit: string, step: string): string =>
    `dagger call run-step --service ${quoted(unit)} --step ${quoted(step)}`
  const message = format === "table" ? failureMessage(report, how) : renderReport(report, format)
  return failWith(message, code)
}

/** The reports of a finished run: JUnit, coverage and output by unit and step, and a summary. */
export async function reportDirectory(report: CiReport, shop: Workshop): Promise<Directory> {
  let directory = dag.directory()
  for (const [name, text] of Object.entries(reportFiles(report)))
    directory = directory.withNewFile(name, text)
  for (const { task, container } of shop.finished.values()) {
    for (const [name, path] of Object.entries(task.reports)) {
      const full = `${inWork(task.command.cwd)}/${path}`
      if (await container.exists(full))
        directory = directory.withFile(
          `${reportPath(task.unit, task.step)}/${name}.xml`,
          container.file(full),
        )
    }
  }
  return directory
}

/** One step: its output, or a failure that shows it. */
export async function runOne(
  planned: PlannedStep,
  unit: string,
  shop: Workshop,
  retry: string | undefined,
): Promise<string> {
  if ("verdict" in planned) return failWith(planned.verdict.message, 1)
  shop.keepOutput = true
  const result = judge(planned.task, await runTask(planned.task, shop, retry))
  if (isGreen(result)) return result.output
  const failed = { results: [result], notes: [] }
  return failWith(
    failureMessage(
      failed,
      () =>
        `dagger call container --service ${quoted(unit)} --step ${quoted(planned.step)} terminal`,
    ),
    exitCodeOf(failed),
  )
}

/** One step's container before its command, which is its default argument. */
export async function stepContainer(
  planned: PlannedStep,
  unit: string,
  shop: Workshop,
): Promise<Container> {
  if ("verdict" in planned)
    return failWith(
      `${unit} \u00b7 ${planned.step} has no container: ${planned.verdict.message}`,
      1,
    )
  return (await readyContainer(planned.task, shop)).withDefaultArgs(planned.task.command.argv)
}
