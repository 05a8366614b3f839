import type { Task } from "../runner/task.ts"

export type UnitKind = "python" | "node" | "custom"

/** A setting of a unit, for people: its value and where it came from. */
export interface Setting {
  name: string
  value: string
  from: string
}

/** Why a step cannot run at all, known before anything runs. None of these is ever green. */
export interface Verdict {
  status: "missing" | "no-tests" | "invalid"
  /** What is wrong, where, and the change that helps. */
  message: string
}

/** One step of a unit: a task, or why there is none. */
export type PlannedStep = { step: string; task: Task } | { step: string; verdict: Verdict }

/** A directory of the repository that is tested, with everything that is done to it. */
export interface Unit {
  name: string
  /** Relative to the root; the root itself is `""`. */
  path: string
  kind: UnitKind
  settings: Setting[]
  steps: PlannedStep[]
  /** What a person should know although nothing fails for it. */
  notes: string[]
}

/** The order in which people read steps; others follow by name. */
const order = ["lint", "format", "typecheck", "test"]

export function byStepOrder(a: { step: string }, b: { step: string }): number {
  const rank = (step: string): number => (order.includes(step) ? order.indexOf(step) : order.length)
  return rank(a.step) - rank(b.step) || (a.step < b.step ? -1 : a.step > b.step ? 1 : 0)
}
