import { spawn, type ChildProcess } from "node:child_process"
import { constants } from "node:os"

import type { Cancellation } from "./cancellation.ts"
import { killMarked, marked, markVariable, signalGroup } from "./end-processes.ts"
import { OutputTail } from "./output-tail.ts"
import { spawnProblem } from "./spawn-problem.ts"

export interface ProcessResult {
  /** 128 + n where signal n ended it, as shells say it. */
  exitCode: number
  signalled: boolean
  timedOut: boolean
  /** stdout and stderr as they came, at most the last MiB. */
  output: string
  seconds: number
}

export interface ProcessOptions {
  cwd: string
  env: Record<string, string>
  timeoutSeconds: number
  cancel: Cancellation
  /** Marks all processes of this run, so that none outlives it. */
  mark: string
}

const keep = 1 << 20
/** How long a process may tidy up between SIGTERM and SIGKILL. */
const graceMs = 2_000
/** How long the pipes of an ended process may stay open in hands that were not found. */
const drainMs = 500
/** A longer timer fires at once. https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const longestTimer = 2 ** 31 - 1

let started = 0

/**
 * Run a program in a process group of its own, without a terminal and without input. What it started
 * ends with it, on its exit, on the time limit and on cancellation, as far as it can be found: in the
 * group, and on Linux by a variable of its environment. Only a process that has left both behind, as
 * with `env -i setsid`, lives on. What does not start by its own fault has exit code 126 or 127; an
 * error is the machine's.
 */
export async function runProcess(
  argv: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const program = argv[0]!
  if (options.cancel.stop.aborted)
    return ended({ exitCode: 143, signalled: true, output: `${program}: cancelled\n` })
  const mark = `${options.mark}.${started++}`
  try {
    const child = spawn(program, argv.slice(1), {
      cwd: options.cwd,
      env: { ...options.env, [markVariable]: marked(options.env, mark) },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    })
    return await watch(child, mark, options)
  } catch (error) {
    const problem = spawnProblem(error as NodeJS.ErrnoException, program, options.cwd)
    return ended({ exitCode: problem.exitCode, output: `${problem.message}\n` })
  }
}

function ended(result: Partial<ProcessResult>): ProcessResult {
  return { exitCode: 0, signalled: false, timedOut: false, output: "", seconds: 0, ...result }
}

/** Until the process and its pipes have ended; rejects where it could not even start. */
function watch(child: ChildProcess, mark: string, options: ProcessOptions): Promise<ProcessResult> {
  const start = performance.now()
  const { stop, kill } = options.cancel
  const output = new OutputTail(keep)
  const pipes = [child.stdout!, child.stderr!]
  for (const pipe of pipes) pipe.on("data", (chunk: Buffer) => output.add(chunk))
  return new Promise((resolve, reject) => {
    let timedOut = false
    const timers: NodeJS.Timeout[] = []
    const later = (ms: number, act: () => void): void => {
      timers.push(setTimeout(act, Math.min(ms, longestTimer)))
    }
    const group = (signal: NodeJS.Signals): void => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        signalGroup(child.pid, signal)
    }
    const end = (): void => {
      group("SIGTERM")
      later(graceMs, () => group("SIGKILL"))
    }
    const endNow = (): void => group("SIGKILL")
    later(options.timeoutSeconds * 1000, () => {
      timedOut = true
      end()
    })
    stop.addEventListener("abort", end)
    kill.addEventListener("abort", endNow)
    const forget = (): void => {
      for (const timer of timers) clearTimeout(timer)
      stop.removeEventListener("abort", end)
      kill.removeEventListener("abort", endNow)
    }
    child.on("error", (error) => {
      forget()
      reject(error)
    })
    child.on("exit", () => {
      // What the command left running would hold the pipes open, and must not outlive it.
      signalGroup(child.pid!, "SIGKILL")
      killMarked(mark)
      later(drainMs, () => {
        for (const pipe of pipes) pipe.destroy()
      })
    })
    child.on("close", (code, signal) => {
      forget()
      resolve({
        exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]),
        signalled: signal !== null,
        timedOut,
        output: output.text(),
        seconds: (performance.now() - start) / 1000,
      })
    })
  })
}
