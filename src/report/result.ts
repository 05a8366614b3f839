import type { Task } from "../runner/task.ts"
import type { Counts } from "./junit.ts"

/** What a runner saw when it ran a task. Judging is not its business. */
export type Outcome =
  | {
      kind: "finished"
      exitCode: number
      seconds: number
      output: string
      junit: string | undefined
      timedOut: boolean
    }
  /** A stage before the step's own command failed. */
  | {
      kind: "setup-failed"
      stage: string
      exitCode: number
      output: string
      /** The time limit in seconds, where the command was killed at it. */
      killedAfter?: number
    }
  /** A signal ended the command, or everything around it. */
  | { kind: "killed"; exitCode: number; output: string }
  /** This runner cannot do what the task asks for. */
  | { kind: "not-runnable"; reason: string }
  /** The runner itself could not start: no image, no disk. */
  | { kind: "broken"; message: string }

/** A command that ran to its end, or to its time limit. */
export type Finished = Extract<Outcome, { kind: "finished" }>

/**
 * How a step ended. Only `passed` and `flaky` are green.
 *
 * `no-tests`: nothing ran. `missing`: the project has no such script. `invalid`: the unit's own
 * files contradict each other. `setup-failed`: its dependencies could not be installed.
 */
export type Status =
  | "passed"
  | "flaky"
  | "failed"
  | "no-tests"
  | "missing"
  | "invalid"
  | "setup-failed"
  | "killed"
  | "timed-out"
  | "not-runnable"

export interface StepResult {
  unit: string
  step: string
  status: Status
  /** The exit code of the step's command where there was one; 0 only for green. */
  exitCode: number
  /** One line for the table. */
  detail: string
  seconds: number | undefined
  counts: Counts | undefined
  /** What the step printed, its last part. */
  output: string
  /** What ran, for people. Undefined where nothing could. */
  command: string | undefined
}

export function isGreen(result: Pick<StepResult, "status">): boolean {
  return result.status === "passed" || result.status === "flaky"
}

/** Whether running the same thing again could end differently. */
export function isRetryable(result: Pick<StepResult, "status">): boolean {
  return ["failed", "killed", "timed-out", "setup-failed", "no-tests"].includes(result.status)
}

export type RunTask = (task: Task, nonce: string | undefined) => Promise<Outcome>
