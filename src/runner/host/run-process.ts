import { spawn } from "node:child_process"
import { constants } from "node:os"

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
  signal: AbortSignal
}

const keep = 1 << 20
/** How long a process may tidy up between SIGTERM and SIGKILL. */
const graceMs = 2_000

/**
 * Run a program in a process group of its own, without a terminal and without input. Whatever it
 * started ends with it: on its exit, on the time limit and on `signal` the whole group is killed.
 */
export function runProcess(
  argv: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const [program, ...args] = argv
    const child = spawn(program!, args, {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    })
    let output: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer): void => {
      output.push(chunk)
      size += chunk.length
      if (size > 2 * keep) {
        output = [Buffer.concat(output).subarray(-keep)]
        size = keep
      }
    }
    child.stdout.on("data", take)
    child.stderr.on("data", take)

    let timedOut = false
    const group = (signal: NodeJS.Signals): void => {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, signal)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
      }
    }
    let hardKill: NodeJS.Timeout | undefined
    const stop = (): void => {
      group("SIGTERM")
      hardKill ??= setTimeout(() => group("SIGKILL"), graceMs)
    }
    const timer = setTimeout(() => {
      timedOut = true
      stop()
    }, options.timeoutSeconds * 1000)
    if (options.signal.aborted) stop()
    options.signal.addEventListener("abort", stop)

    const end = (): void => {
      clearTimeout(timer)
      clearTimeout(hardKill)
      options.signal.removeEventListener("abort", stop)
    }
    child.on("error", (error: NodeJS.ErrnoException) => {
      end()
      if (error.code !== "ENOENT" && error.code !== "EACCES") return reject(error)
      resolve({
        exitCode: error.code === "ENOENT" ? 127 : 126,
        signalled: false,
        timedOut: false,
        output: `${program}: ${error.code === "ENOENT" ? "no such program" : "not executable"}\n`,
        seconds: 0,
      })
    })
    // What the command left running would hold the pipes open, and must not outlive it.
    child.on("exit", () => group("SIGKILL"))
    child.on("close", (code, signal) => {
      end()
      resolve({
        exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]),
        signalled: signal !== null,
        timedOut,
        output: Buffer.concat(output).subarray(-keep).toString("utf8"),
        seconds: (performance.now() - started) / 1000,
      })
    })
  })
}
