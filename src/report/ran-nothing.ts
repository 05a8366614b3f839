import type { Task } from "../runner/task.ts"
import type { Counts } from "./junit.ts"
import type { Finished } from "./result.ts"

/** Why this was no test run, or undefined. */
export function ranNothing(
  task: Task,
  outcome: Finished,
  counts: Counts | undefined,
): string | undefined {
  const { noTestsExit, junitRequired, nothingRan } = task.counting
  if (noTestsExit !== undefined && outcome.exitCode === noTestsExit) return "no test was collected"
  if (counts !== undefined && counts.tests === 0 && (outcome.exitCode === 0 || junitRequired))
    return outcome.exitCode === 0 ? "no test ran" : undefined
  if (counts !== undefined && outcome.exitCode === 0 && counts.tests === counts.skipped)
    return `all ${counts.tests} tests were skipped`
  if (junitRequired && outcome.exitCode === 0 && counts === undefined)
    return `exit 0, but ${task.reports.junit ?? "the JUnit report"} is missing or not JUnit XML: nothing shows that a test ran`
  if (
    counts === undefined &&
    nothingRan?.some((pattern) => new RegExp(pattern, "m").test(outcome.output))
  )
    return "the test runner found no test"
  return undefined
}
