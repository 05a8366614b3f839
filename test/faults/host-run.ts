import { expect } from "vitest"

import { start, type CliResult } from "../cli/slipway.ts"
import { tempDir } from "../runner/temp.ts"
import { treeHash } from "../runner/tree-hash.ts"

export interface HostRun {
  env?: Record<string, string>
  /** More than the run needs on a busy machine: only a run that hangs takes longer. Default: 120. */
  withinSeconds?: number
}

/**
 * The command line on a repository, as a process of its own. Whatever becomes of it, it ends in time,
 * leaves the repository byte for byte and nothing in the place for temporary files.
 */
export async function runOn(
  source: string,
  args: readonly string[],
  options: HostRun = {},
): Promise<CliResult> {
  const { withinSeconds = 120 } = options
  const before = treeHash(source)
  const [verb, ...flags] = args
  const run = await start([verb!, "--source", source, ...flags], {
    env: { TMPDIR: tempDir(), ...options.env },
  })
  let late = false
  const timer = setTimeout(() => {
    late = true
    run.child.kill("SIGKILL")
  }, withinSeconds * 1000)
  const { exitCode, stdout, stderr } = await run.ended.finally(() => clearTimeout(timer))
  expect({ late, stderr: late ? stderr : "" }).toEqual({ late: false, stderr: "" })
  expect(treeHash(source)).toBe(before)
  return { exitCode, stdout, stderr }
}

/** The rows of the table as `unit step status detail`, their blanks made one. */
export function rows(result: CliResult): string[] {
  const [, ...lines] = result.stdout.split("\n\n")[0]!.trimEnd().split("\n")
  return lines.map((line) => line.replace(/ {2,}/g, " ").trimEnd())
}
