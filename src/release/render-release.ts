import type { Format } from "../report/report.ts"
import { printable } from "../text/printable.ts"
import { markdownTable, textTable } from "../text/table.ts"
import type { ReleaseReport, UnitRelease } from "./release-report.ts"

const header = ["unit", "result", "from", "to", "detail"]

/** The report as people or programs want it, ending in a line end. */
export function renderRelease(report: ReleaseReport, format: Format): string {
  // Tags before, notes and differences are somebody else's texts.
  return format === "json"
    ? `${JSON.stringify(report, null, 2)}\n`
    : printable(shown(report, format))
}

function shown(report: ReleaseReport, format: "table" | "markdown"): string {
  const rows = report.units.map((unit) => [
    unit.unit,
    report.dryRun && unit.result === "written" ? "would be written" : unit.result,
    unit.from.tag === undefined ? "(none)" : short(unit.from.tag),
    `${short(unit.to.tag)} ${unit.to.digest.slice(0, 19)}`,
    unit.detail ?? "",
  ])
  const notes = report.notes.map((note) => (format === "markdown" ? `- ${note}` : `note: ${note}`))
  const table = format === "markdown" ? markdownTable(header, rows) : textTable(header, rows)
  const parts = [table, notes.join("\n"), wouldBe(report, format), headline(report)]
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`
}

function wouldBe({ diff, message }: ReleaseReport, format: Format): string {
  if (diff === undefined || diff === "") return ""
  return format === "markdown"
    ? `\`\`\`diff\n${diff}\`\`\`\n\n\`\`\`text\n${message}\`\`\``
    : `${diff}\n${message}`.trimEnd()
}

function headline({ environment, commit, dryRun, units }: ReleaseReport): string {
  const count = (result: UnitRelease["result"]): number =>
    units.filter((unit) => unit.result === result).length
  const written = count("written")
  const rest = (["unchanged", "superseded", "held"] as const)
    .filter((result) => count(result) > 0)
    .map((result) => `${count(result)} ${result}`)
  const nothing = written === 0 ? `${environment}: nothing to do` : undefined
  const did = dryRun
    ? `${environment}: a dry run, nothing was written; ${written} to write`
    : `${environment}: ${written} written in commit ${commit}`
  return [nothing ?? did, ...rest].join(", ")
}

/** A full commit id is longer than a person reads. */
function short(tag: string): string {
  return /^[0-9a-f]{40}$/.test(tag) ? tag.slice(0, 12) : tag
}
