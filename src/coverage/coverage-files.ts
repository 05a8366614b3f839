import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"

import { SlipwayError } from "../errors.ts"

export interface CoverageFile {
  unit: string
  file: string
}

/**
 * The coverage in a directory that `reports` wrote, as UNIT/STEP/coverage.xml. `remedy` is the command
 * that writes it.
 */
export function coverageFiles(reports: string, remedy: string): CoverageFile[] {
  const files = directories(reports, remedy).flatMap((unit) =>
    directories(join(reports, unit), remedy).map((step) => ({
      unit,
      file: join(reports, unit, step, "coverage.xml"),
    })),
  )
  return files
    .filter(({ file }) => statSync(file, { throwIfNoEntry: false })?.isFile())
    .sort((a, b) => (a.file < b.file ? -1 : 1))
}

function directories(path: string, remedy: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  } catch (cause) {
    throw new SlipwayError(
      "E_UPLOAD",
      `cannot read the reports: ${(cause as Error).message}; nothing was uploaded. Make them with: ${remedy}`,
      { cause },
    )
  }
}
