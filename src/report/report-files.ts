import { renderReport } from "./render-report.ts"
import type { CiReport } from "./report.ts"

/** The files of a report directory that are made from the results: name to text. */
export function reportFiles(report: CiReport): Record<string, string> {
  const outputs = report.results.flatMap((result): [string, string][] =>
    result.output === ""
      ? []
      : [[`${reportPath(result.unit, result.step)}/output.txt`, result.output]],
  )
  return {
    "summary.md": renderReport(report, "markdown"),
    "report.json": renderReport(report, "json"),
    ...Object.fromEntries(outputs),
  }
}

/**
 * Where the files of one step lie in a report directory. Names are file names already: encoding each
 * letter would make a Korean one unreadable, and longer than a file system takes.
 */
export function reportPath(unit: string, step: string): string {
  return [unit, step].map((name) => name.replaceAll("/", "%2F")).join("/")
}
