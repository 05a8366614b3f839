import { accessSync, constants, statSync } from "node:fs"
import { isAbsolute, join } from "node:path"

/** Where a program lies on a PATH. Entries that depend on the current directory do not count. */
export function which(program: string, path: string | undefined): string | undefined {
  for (const dir of (path ?? "").split(":")) {
    const file = join(dir, program)
    if (isAbsolute(dir) && isExecutable(file)) return file
  }
  return undefined
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    // Not there, or not for us.
    return false
  }
}
