import { existsSync } from "node:fs"

import { isDirectory } from "./is-directory.ts"

/** What a shell's exit code would be, and what to print. */
export interface SpawnProblem {
  exitCode: 126 | 127
  message: string
}

/**
 * Why a program did not start. What is the command's own fault has an exit code, as in a shell; what
 * is the machine's is an error, because the same command may run elsewhere.
 */
export function spawnProblem(
  error: NodeJS.ErrnoException,
  program: string,
  cwd: string,
): SpawnProblem {
  // The kernel says ENOENT for a missing directory, too, and ENOTDIR for one that is a file.
  if (!isDirectory(cwd))
    throw new Error(`${cwd}: no such directory, so ${program} was not started`, { cause: error })
  switch (error.code) {
    case "ENOENT":
      return {
        exitCode: 127,
        message:
          program.includes("/") && existsSync(program)
            ? `${program}: the interpreter that its first line names is not there`
            : `${program}: no such program`,
      }
    case "EACCES":
    case "ENOTDIR":
    case "EISDIR":
    case "ENOEXEC":
      return { exitCode: 126, message: `${program}: not executable` }
    case "E2BIG":
      return { exitCode: 126, message: `${program}: the arguments and variables are too long` }
    default:
      throw new Error(
        `this machine did not start ${program} (${error.code ?? error.message}); fewer units at once may help: --jobs 1`,
        { cause: error },
      )
  }
}
