import { renderReport } from "./render-report.ts"
import { headline, type CiReport } from "./report.ts"
import { isGreen } from "./result.ts"

/** How much of a red step's output a message carries. */
const maxLines = 60
const maxChars = 8_000

/** The whole story of a red run in one text: what failed, the table, the outputs, the next command. */
export function failureMessage(
  report: CiReport,
  how: (unit: string, step: string) => string,
): string {
  const red = report.results.filter((result) => !isGreen(result))
  return [
    [
      headline(report),
      ...(red.length > 0
        ? [red.map((result) => `${result.unit} \u00b7 ${result.step}`).join(", ")]
        : []),
    ].join(": "),
    "",
    renderReport(report, "table").trimEnd(),
    ...failureDetails(report, how),
  ].join("\n")
}

/** The same without the table, for where that stands already; empty when there is nothing to add. */
export function failureDetails(
  report: CiReport,
  how: (unit: string, step: string) => string,
): string[] {
  const red = report.results.filter((result) => !isGreen(result))
  const blocks = red
    .filter((result) => result.output.trim() !== "")
    .map(
      (result) =>
        `--- ${result.unit} \u00b7 ${result.step} (${result.status}, exit ${result.exitCode})${result.command ? `: ${result.command}` : ""}\n${tail(result.output)}`,
    )
  const runnable = red.find((result) => result.command !== undefined)
  return [
    ...(blocks.length > 0 ? ["", ...blocks] : []),
    ...(runnable === undefined ? [] : ["", `Run one again: ${how(runnable.unit, runnable.step)}`]),
  ]
}

function tail(output: string): string {
  const lines = output.trimEnd().split("\n")
  let kept = lines.slice(-maxLines)
  while (kept.length > 1 && kept.join("\n").length > maxChars) kept = kept.slice(1)
  const text = kept.join("\n").slice(-maxChars)
  const dropped = lines.length - kept.length
  return dropped > 0 ? `[${dropped} lines before]\n${text}` : text
}
