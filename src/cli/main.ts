import { basename, relative } from "node:path"

import { runCli } from "../cli.ts"
import { quoted } from "../text/quoted.ts"

/** What of Node's `process` the command line uses: nothing below reads globals. */
type Process = Pick<NodeJS.Process, "argv" | "env" | "stdout" | "stderr" | "cwd">

/** The program: gives the exit code. */
export function main(process: Process): Promise<number> {
  const { stdout, stderr } = process
  for (const stream of [stdout, stderr]) stream.on("error", ignoreClosed)
  return runCli(process.argv.slice(2), {
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    env: process.env,
    program: programName(process),
  })
}

/**
 * The reader has gone (`| head`, a closed terminal): the run goes on to its end, so that its copies
 * are removed and its exit code is the result's.
 */
function ignoreClosed(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "EIO" && error.code !== "ERR_STREAM_DESTROYED")
    throw error
}

function programName(process: Process): string {
  const script = process.argv[1] ?? "slipway"
  if (basename(script) === "slipway") return "slipway"
  // `npm run slipway` runs in the checkout; both forms work there.
  const near = relative(process.cwd(), script)
  return `node ${quoted(near.startsWith("..") ? script : near)}`
}
