import type { CiPlan } from "../plan/ci-plan.ts"
import { isGreen, type StepResult } from "./result.ts"

export type Format = "table" | "json" | "markdown"

/** What a `ci` run found. */
export interface CiReport {
  results: StepResult[]
  /** Per unit, what a person should know although nothing failed for it. */
  notes: string[]
}

/** "2 of 14 steps failed", "14 steps passed, 1 of them flaky". */
export function headline(report: CiReport): string {
  const { results } = report
  const red = results.filter((result) => !isGreen(result)).length
  const flaky = results.filter((result) => result.status === "flaky").length
  if (results.length === 0) return "nothing ran: there is no step"
  const flakyText = flaky > 0 ? `, ${flaky} flaky` : ""
  return red > 0
    ? `${red} of ${plural(results.length)} failed${flakyText}`
    : `${plural(results.length)} passed${flakyText}`
}

function plural(count: number): string {
  return count === 1 ? "1 step" : `${count} steps`
}

/** 0 when something ran and all is green, else the code of the first red step. */
export function exitCodeOf(report: CiReport): number {
  if (report.results.length === 0) return 1
  const red = report.results.find((result) => !isGreen(result))
  return red === undefined ? 0 : red.exitCode || 1
}

/** The notes of a plan's units, with the unit's name in front. */
export function planNotes(plan: CiPlan): string[] {
  return plan.units.flatMap((unit) => unit.notes.map((note) => `${unit.name}: ${note}`))
}
