import { judge } from "../report/judge.ts"
import { isGreen, isRetryable, type RunTask, type StepResult } from "../report/result.ts"
import type { Task } from "./task.ts"

export interface RetryOptions {
  /** Run what failed once more, past a recorded result; any text that was not used before. */
  retry?: string | undefined
  /** How many further times a failing step is tried. */
  retries: number
}

/**
 * Run a task, and again as often as asked while it is red. One that fails and then passes on the same
 * inputs is flaky: green, and said so.
 */
export async function runStep(
  task: Task,
  run: RunTask,
  options: RetryOptions,
): Promise<StepResult> {
  const first = judge(task, await run(task, undefined))
  if (isGreen(first) || !isRetryable(first)) return first
  const nonces = [
    ...(options.retry === undefined ? [] : [options.retry]),
    ...Array.from({ length: options.retries }, (_, i) => `${options.retry ?? "retry"}#${i + 1}`),
  ]
  let last = first
  for (const [i, nonce] of nonces.entries()) {
    last = judge(task, await run(task, nonce))
    if (isGreen(last))
      return {
        ...last,
        status: "flaky",
        detail: `passed on attempt ${i + 2}; before: ${first.detail}`,
        output: first.output,
      }
  }
  if (nonces.length === 0) return first
  return { ...last, detail: `${last.detail} (${nonces.length + 1} attempts)` }
}
