import { existsSync, readFileSync } from "node:fs"
import { cp, mkdir, rm, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"

import { SlipwayError } from "../errors.ts"
import { reportFiles, reportPath } from "../report/report-files.ts"
import type { CiReport } from "../report/report.ts"
import { isDirectory } from "../runner/host/is-directory.ts"

/** Said before a run of minutes, not after it. */
export function checkOutput(written: string): string {
  const output = resolve(written)
  let at = output
  while (!existsSync(at) && at !== dirname(at)) at = dirname(at)
  if (isDirectory(at)) return output
  throw new SlipwayError(
    "E_USAGE",
    `--output ${written}: ${at} is not a directory; nothing was run`,
  )
}

/** The reports of a run in `output`, without those of the run before it. Nothing else there is touched. */
export async function writeReports(
  reportsDir: string,
  output: string,
  report: CiReport,
): Promise<void> {
  try {
    await mkdir(output, { recursive: true })
    for (const file of earlierFiles(output)) await rm(join(output, file), { force: true })
    await cp(reportsDir, output, { recursive: true }).catch(ifNone)
    for (const [name, text] of Object.entries(reportFiles(report))) {
      await mkdir(dirname(join(output, name)), { recursive: true })
      await writeFile(join(output, name), text)
    }
  } catch (cause) {
    throw new SlipwayError(
      "E_HOST",
      `all steps have run, but the reports could not be written to ${output}: ${(cause as Error).message}`,
      { cause },
    )
  }
}

/** What an earlier run wrote, by its own list: a step that is gone must not keep its old counts. */
function earlierFiles(output: string): string[] {
  let steps: unknown
  try {
    const value: unknown = JSON.parse(readFileSync(join(output, "report.json"), "utf8"))
    steps = (value as { steps?: unknown }).steps
  } catch {
    // No earlier run, or another program's file.
    return []
  }
  if (!Array.isArray(steps)) return []
  return (steps as { unit?: unknown; step?: unknown }[]).flatMap(({ unit, step }) => {
    if (typeof unit !== "string" || typeof step !== "string") return []
    const path = reportPath(unit, step)
    if (path.split("/").some((part) => part === "" || part === "." || part === "..")) return []
    return ["junit.xml", "coverage.xml", "output.txt"].map((name) => join(path, name))
  })
}

/** No step wrote a report. */
function ifNone(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error
}
