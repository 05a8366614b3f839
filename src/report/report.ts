import type { CiPlan } from "../plan/ci-plan.ts"
import { markdownTable, textTable } from "../text/table.ts"
import { isGreen, type StepResult } from "./result.ts"

export type Format = "table" | "json" | "markdown"

/** What a `ci` run found. */
export interface CiReport {
  results: StepResult[]
  /** Per unit, what a person should know although nothing failed for it. */
  notes: string[]
}

const header = ["unit", "step", "status", "detail"]

/** The report as people or programs want it, ending in a line end. */
export function renderReport(report: CiReport, format: Format): string {
  if (format === "json") return `${JSON.stringify(toJson(report), null, 2)}\n`
  const rows = report.results.map((r) => [r.unit, r.step, r.status, r.detail])
  const notes = report.notes.map((note) => (format === "markdown" ? `- ${note}` : `note: ${note}`))
  const table =
    format === "markdown"
      ? markdownTable(
          header,
          rows.map(([unit, step, status, detail]) => [
            unit!,
            step!,
            `${icon(status!)} ${status!}`,
            detail!,
          ]),
        )
      : textTable(header, rows)
  return `${[table, ...(notes.length > 0 ? ["", ...notes] : []), "", headline(report)].join("\n")}\n`
}

function icon(status: string): string {
  return status === "passed" ? "\u2705" : status === "flaky" ? "\u26a0\ufe0f" : "\u274c"
}

/** "2 of 14 steps failed", "14 steps passed, 1 of them flaky". */
export function headline(report: CiReport): string {
  const { results } = report
  const red = results.filter((result) => !isGreen(result)).length
  const flaky = results.filter((result) => result.status === "flaky").length
  const flakyText = flaky > 0 ? `, ${flaky} flaky` : ""
  return red > 0
    ? `${red} of ${plural(results.length)} failed${flakyText}`
    : `${plural(results.length)} passed${flakyText}`
}

function plural(count: number): string {
  return count === 1 ? "1 step" : `${count} steps`
}

function toJson(report: CiReport): unknown {
  return {
    passed: report.results.every(isGreen),
    steps: report.results.map(({ unit, step, status, exitCode, detail, counts }) => ({
      unit,
      step,
      status,
      exitCode,
      detail,
      ...(counts === undefined
        ? {}
        : { tests: counts.tests, failed: counts.failed, skipped: counts.skipped }),
    })),
    notes: report.notes,
  }
}

/** 0 when all is green, else the code of the first red step. */
export function exitCodeOf(report: CiReport): number {
  const red = report.results.find((result) => !isGreen(result))
  return red === undefined ? 0 : red.exitCode || 1
}

/** How much of a red step's output a message carries. */
const maxLines = 60
const maxChars = 8_000

/** The whole story of a red run in one text: what failed, the table, the outputs, the next command. */
export function failureMessage(
  report: CiReport,
  how: (unit: string, step: string) => string,
): string {
  const red = report.results.filter((result) => !isGreen(result))
  const blocks = red
    .filter((result) => result.output.trim() !== "")
    .map(
      (result) =>
        `--- ${result.unit} \u00b7 ${result.step} (${result.status}, exit ${result.exitCode})${result.command ? `: ${result.command}` : ""}\n${tail(result.output)}`,
    )
  const runnable = red.find((result) => result.command !== undefined)
  return [
    `${headline(report)}: ${red.map((result) => `${result.unit} \u00b7 ${result.step}`).join(", ")}`,
    "",
    renderReport(report, "table").trimEnd(),
    ...(blocks.length > 0 ? ["", ...blocks] : []),
    ...(runnable === undefined ? [] : ["", `Run one again: ${how(runnable.unit, runnable.step)}`]),
  ].join("\n")
}

function tail(output: string): string {
  const lines = output.trimEnd().split("\n")
  let kept = lines.slice(-maxLines)
  while (kept.length > 1 && kept.join("\n").length > maxChars) kept = kept.slice(1)
  const text = kept.join("\n").slice(-maxChars)
  const dropped = lines.length - kept.length
  return dropped > 0 ? `[${dropped} lines before]\n${text}` : text
}

/** The notes of a plan's units, with the unit's name in front. */
export function planNotes(plan: CiPlan): string[] {
  return plan.units.flatMap((unit) => unit.notes.map((note) => `${unit.name}: ${note}`))
}
