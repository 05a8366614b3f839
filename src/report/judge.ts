import type { Task } from "../runner/task.ts"
import { countTests, type Counts } from "./junit.ts"
import { ranNothing } from "./ran-nothing.ts"
import type { Finished, Outcome, Status, StepResult } from "./result.ts"
import { setupCause } from "./setup-cause.ts"

/** What an outcome means. Nothing that did not run is green. A pure function. */
export function judge(task: Task, outcome: Outcome): StepResult {
  const base = {
    unit: task.unit,
    step: task.step,
    seconds: undefined,
    counts: undefined,
    command: task.command.argv.join(" "),
  }
  switch (outcome.kind) {
    case "not-runnable":
      return {
        ...base,
        status: "not-runnable",
        exitCode: 1,
        detail: `not runnable here: ${outcome.reason}`,
        output: "",
      }
    case "broken":
      return {
        ...base,
        status: "setup-failed",
        exitCode: 1,
        detail: firstLine(outcome.message),
        output: outcome.message,
      }
    case "setup-failed":
      return {
        ...base,
        status: "setup-failed",
        exitCode: outcome.exitCode || 1,
        detail: `${outcome.stage}: ${setupDetail(outcome)}`,
        output: outcome.output,
      }
    case "killed":
      return {
        ...base,
        status: "killed",
        exitCode: outcome.exitCode || 137,
        detail: killedBy(outcome.exitCode),
        output: outcome.output,
      }
    case "finished":
      return { ...base, ...finished(task, outcome), output: outcome.output }
  }
}

function setupDetail(outcome: Extract<Outcome, { kind: "setup-failed" }>): string {
  // Before its end an installer may have complained of something that it got over.
  if (outcome.killedAfter !== undefined) return `timed out after ${outcome.killedAfter} s`
  return setupCause(outcome.output) ?? `exit ${outcome.exitCode}`
}

function finished(
  task: Task,
  outcome: Finished,
): Pick<StepResult, "status" | "exitCode" | "detail" | "seconds" | "counts"> {
  const { exitCode } = outcome
  const counts = outcome.junit === undefined ? undefined : countTests(outcome.junit)
  const as = (status: Status, code: number, detail: string) => ({
    status,
    exitCode: code,
    detail,
    seconds: outcome.seconds,
    counts,
  })
  if (outcome.timedOut)
    return as("timed-out", exitCode || 124, `timed out after ${task.timeoutSeconds} s`)
  if (exitCode >= 128 && exitCode < 192) return as("killed", exitCode, killedBy(exitCode))
  const nothing = ranNothing(task, outcome, counts)
  if (nothing !== undefined) return as("no-tests", exitCode || 1, nothing)
  if (exitCode !== 0) return as("failed", exitCode, failedDetail(exitCode, counts))
  // A runner may report failures and still exit 0, for example behind `|| true`.
  if (counts !== undefined && counts.failed > 0) return as("failed", 1, failedDetail(0, counts))
  return as("passed", 0, passedDetail(counts))
}

/** `128 + n` is death by signal n. https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html */
function killedBy(exitCode: number): string {
  const signal = exitCode - 128
  if (signal === 9) return "killed by signal 9, often for want of memory"
  return signal > 0 ? `killed by signal ${signal}` : "killed"
}

function passedDetail(counts: Counts | undefined): string {
  if (counts === undefined) return ""
  const passed = `${counts.tests - counts.skipped} passed`
  return counts.skipped > 0 ? `${passed}, ${counts.skipped} skipped` : passed
}

function failedDetail(exitCode: number, counts: Counts | undefined): string {
  if (counts === undefined || counts.failed === 0) return `exit ${exitCode}`
  const shown = counts.failures.slice(0, 3).join(", ")
  const more = counts.failures.length > 3 ? `, and ${counts.failures.length - 3} more` : ""
  return `${counts.failed} of ${counts.tests} failed: ${shown}${more}`
}

function firstLine(text: string): string {
  return (text.split("\n").find((line) => line.trim() !== "") ?? "").trim().slice(0, 200)
}
