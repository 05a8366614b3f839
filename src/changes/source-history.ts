import { execFile } from "node:child_process"
import { existsSync, statSync } from "node:fs"
import { join } from "node:path"

import { SlipwayError } from "../errors.ts"
import type { Ancestry, Relation } from "../gitops/write/ancestry.ts"

type Environment = Readonly<Record<string, string | undefined>>
type Git = (args: string[], signal: AbortSignal) => Promise<{ code: number; stdout: string }>

const timeoutMs = 60_000

/**
 * The ancestry of commits by a local repository, as far as it has them: a shallow clone or another
 * repository's history makes an answer unknown, never wrong.
 *
 * @param directory A working tree or a bare repository
 */
export function sourceHistory(directory: string, env: Environment): Ancestry {
  const git = gitIn(directory, env)
  return {
    async compare(ours, theirs, signal): Promise<Relation> {
      if (ours === theirs) return "same"
      const is = async (...args: string[]): Promise<number> => (await git(args, signal)).code
      for (const commit of [ours, theirs])
        if ((await is("cat-file", "-e", `${commit}^{commit}`)) !== 0) return "unknown"
      const older = await is("merge-base", "--is-ancestor", ours, theirs)
      if (older === 0) return "older"
      const newer = await is("merge-base", "--is-ancestor", theirs, ours)
      if (newer === 0) return "newer"
      // What was cut off may hold the common commit.
      const shallow = await git(["rev-parse", "--is-shallow-repository"], signal)
      const whole = shallow.code === 0 && shallow.stdout.trim() === "false"
      return older === 1 && newer === 1 && whole ? "diverged" : "unknown"
    },
  }
}

/** Whether a directory is one that git can answer for. */
export function hasHistory(directory: string): boolean {
  return (
    existsSync(join(directory, ".git")) ||
    (existsSync(join(directory, "HEAD")) &&
      statSync(join(directory, "objects"), { throwIfNoEntry: false })?.isDirectory() === true)
  )
}

function gitIn(directory: string, env: Environment): Git {
  const own = Object.entries(env).filter(([name]) => !name.startsWith("GIT_"))
  const options = {
    env: {
      ...Object.fromEntries(own),
      LC_ALL: "C",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_NO_REPLACE_OBJECTS: "1",
      // What a partial clone does not have is unknown: git would fetch it, by whatever program the
      // repository's own settings name.
      GIT_ALLOW_PROTOCOL: "",
      GIT_TERMINAL_PROMPT: "0",
    },
    timeout: timeoutMs,
    killSignal: "SIGKILL",
  } as const
  return (args, signal) =>
    new Promise((resolve, reject) => {
      execFile(
        "git",
        // The caller named the directory: who owns it does not matter to what is read.
        ["-c", "safe.directory=*", "-C", directory, ...args],
        { ...options, signal },
        (error, stdout) => {
          if (error === null || typeof error.code === "number")
            return resolve({ code: Number(error?.code ?? 0), stdout })
          const problem = `git could not be asked about the history in ${directory}: ${error.message}`
          reject(new SlipwayError("E_SOURCE", problem, { cause: error }))
        },
      )
    })
}
