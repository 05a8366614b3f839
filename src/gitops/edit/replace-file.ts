import { randomUUID } from "node:crypto"
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { basename, dirname, join } from "node:path"

import { editError } from "./edit-error.ts"
import type { KustomizationFile } from "./kustomization-file.ts"

/** Put a text in a file's place at once or not at all, unless the file changed since it was read. */
export function replaceFile(file: string, text: string, { state }: KustomizationFile): void {
  const temporary = join(dirname(file), `.${basename(file)}.${randomUUID()}.tmp`)
  try {
    const fd = openSync(temporary, "wx", 0o600)
    try {
      writeFileSync(fd, text)
      fchmodSync(fd, state.mode & 0o7777)
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    const now = lstatSync(file)
    if (now.ino !== state.ino || now.mtimeMs !== state.mtimeMs || now.size !== state.size)
      throw editError("E_KUSTOMIZATION", file, {
        expected: "the file as it was read a moment ago",
        received: "one that somebody changed meanwhile",
        todo: "Run the command again",
      })
    renameSync(temporary, file)
  } catch (cause) {
    rmSync(temporary, { force: true })
    if ((cause as NodeJS.ErrnoException).syscall === undefined) throw cause
    throw editError(
      "E_KUSTOMIZATION",
      file,
      {
        expected: "a file that can be replaced",
        received: (cause as Error).message,
        todo: "Allow this user to write in its directory",
      },
      cause,
    )
  }
}
