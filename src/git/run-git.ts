import { spawn, type ChildProcess } from "node:child_process"
import { constants } from "node:os"

import { SlipwayError } from "../errors.ts"

export interface GitRun {
  cwd: string
  env: Readonly<Record<string, string>>
  input?: string | Uint8Array
  signal: AbortSignal
  /** After this the process is ended like on the signal, and counts as failed. */
  timeoutMs: number
}

export interface GitOutcome {
  /** 128 + n where signal n ended it, as shells say it. */
  exitCode: number
  stdout: Buffer
  /** At most the last 64 KiB. */
  stderr: string
}

/** How long git may remove its lock files between SIGTERM and SIGKILL. */
const graceMs = 2_000
const keptOfStderr = 1 << 16
/** No tree or batch of files that Slipway reads comes near. */
const longestOutput = 1 << 28

/**
 * Run git with an argument vector, in a process group of its own that ends as a whole. Rejects with
 * the signal's reason when it was aborted; an exit code is no error here.
 */
export async function runGit(args: readonly string[], run: GitRun): Promise<GitOutcome> {
  run.signal.throwIfAborted()
  const child = spawn("git", args, {
    cwd: run.cwd,
    env: run.env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  })
  // A process that fails at once does not read its input; its exit code tells.
  child.stdin.on("error", () => undefined)
  child.stdin.end(run.input ?? "")
  const outcome = await watch(child, run)
  run.signal.throwIfAborted()
  return outcome
}

function watch(child: ChildProcess, run: GitRun): Promise<GitOutcome> {
  const stdout: Buffer[] = []
  let length = 0
  let stderr = ""
  return new Promise((resolve, reject) => {
    let grace: NodeJS.Timeout | undefined
    const end = (): void => {
      signalGroup(child, "SIGTERM")
      grace ??= setTimeout(() => signalGroup(child, "SIGKILL"), graceMs)
    }
    const limit = setTimeout(() => {
      stderr += `\nended after ${run.timeoutMs / 1000} s\n`
      end()
    }, run.timeoutMs)
    run.signal.addEventListener("abort", end)
    const forget = (): void => {
      clearTimeout(limit)
      clearTimeout(grace)
      run.signal.removeEventListener("abort", end)
    }
    child.stdout!.on("data", (chunk: Buffer) => {
      length += chunk.length
      if (length > longestOutput) end()
      else stdout.push(chunk)
    })
    child.stderr!.on("data", (chunk: Buffer) => {
      stderr = (stderr + chunk.toString("utf8")).slice(-keptOfStderr)
    })
    child.on("error", (error) => {
      forget()
      reject(
        new SlipwayError(
          "E_TOOL",
          `git did not start (${(error as NodeJS.ErrnoException).code ?? error.message}); Slipway needs git 2.30 or newer in PATH`,
          { cause: error },
        ),
      )
    })
    child.on("exit", () => {
      // A helper that outlives git would hold the pipes open, and the token.
      signalGroup(child, "SIGKILL")
    })
    child.on("close", (code, signal) => {
      forget()
      resolve({
        exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]),
        stdout: Buffer.concat(stdout),
        stderr,
      })
    })
  })
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== "ESRCH" && code !== "EPERM") throw error
  }
}
