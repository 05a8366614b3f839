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
  // A red run is judged by its exit code: it may have failed before the first test.
  if (outcome.exitCode !== 0) return undefined
  if (counts !== undefined && counts.tests === 0) return "no test ran"
  if (counts !== undefined && counts.tests === counts.skipped)
    return `all ${counts.tests} tests were skipped`
  if (counts !== undefined) return undefined
  if (junitRequired)
    return `exit 0, but ${task.reports.junit ?? "the JUnit report"} is missing or not JUnit XML: nothing shows that a test ran`
  return nothingRan?.some((pattern) => new RegExp(pattern, "m").test(outcome.output))
    ? "the test runner ran no test"
    : undefined
}
