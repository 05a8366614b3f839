import { statSync } from "node:fs"

/** Whether there is a directory, or a link to one. A path through a file is none. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    // ENOENT, ENOTDIR, ELOOP, EACCES: nothing that could be entered.
    return false
  }
}
