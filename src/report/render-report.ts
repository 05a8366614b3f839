import { markdownTable, textTable } from "../text/table.ts"
import { headline, type CiReport, type Format } from "./report.ts"
import { isGreen } from "./result.ts"

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

function toJson(report: CiReport): unknown {
  return {
    passed: report.results.length > 0 && report.results.every(isGreen),
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
