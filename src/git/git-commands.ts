import { SlipwayError } from "../errors.ts"
import { GitFailure } from "./git-failure.ts"
import { runGit, type GitOutcome } from "./run-git.ts"

export interface GitCommandsOptions {
  /** The private directory, in which every process works. */
  home: string
  env: Readonly<Record<string, string>>
  /** What comes before every verb. */
  settings: readonly string[]
  /** The one protocol that may be used. */
  scheme: string
  /** For the processes that talk to the remote, and only these. */
  password: (signal: AbortSignal) => Promise<string | undefined>
  timeoutMs: number
}

export interface LocalRun {
  input?: string | Uint8Array
  /** Added to the environment. */
  env?: Readonly<Record<string, string>>
  /** Settings of this command, as `-c` arguments. */
  settings?: readonly string[]
}

/** Git processes, those that reach the remote apart from those that must not. */
export class GitCommands {
  readonly #options: GitCommandsOptions

  constructor(options: GitCommandsOptions) {
    this.#options = options
  }

  /** Run what works on the private repository alone: it could not reach the remote if it wanted. */
  async local(
    dir: string,
    args: readonly string[],
    signal: AbortSignal,
    run: LocalRun = {},
  ): Promise<GitOutcome> {
    const env = { GIT_ALLOW_PROTOCOL: "" }
    return this.#run(dir, args, env, signal, run)
  }

  /** Like `local`, for what can only fail by a fault of Slipway or of this machine. */
  async plumb(
    dir: string,
    args: readonly string[],
    signal: AbortSignal,
    run: LocalRun = {},
  ): Promise<Buffer> {
    const outcome = await this.local(dir, args, signal, run)
    if (outcome.exitCode === 0) return outcome.stdout
    throw new SlipwayError(
      "E_TOOL",
      `git ${args[0]} failed on this machine with exit code ${outcome.exitCode}; nothing was pushed: ${outcome.stderr.trim()}`,
    )
  }

  /** Run what talks to the remote, with the password in reach. */
  async remote(
    dir: string,
    args: readonly string[],
    signal: AbortSignal,
    run: LocalRun = {},
  ): Promise<GitOutcome> {
    const password = await this.#options.password(signal)
    const env = {
      GIT_ALLOW_PROTOCOL: this.#options.scheme,
      ...(password !== undefined && { SLIPWAY_GIT_PASSWORD: password }),
    }
    return this.#run(dir, args, env, signal, run)
  }

  /** Like `remote`; a failure is thrown as what still needs a diagnosis. */
  async ask(
    dir: string,
    args: readonly string[],
    signal: AbortSignal,
    run: LocalRun = {},
  ): Promise<Buffer> {
    const outcome = await this.remote(dir, args, signal, run)
    if (outcome.exitCode !== 0) throw new GitFailure(args[0]!, outcome)
    return outcome.stdout
  }

  #run(
    dir: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    signal: AbortSignal,
    run: LocalRun,
  ): Promise<GitOutcome> {
    return runGit([...this.#options.settings, ...(run.settings ?? []), ...args], {
      cwd: this.#options.home,
      env: { ...this.#options.env, GIT_DIR: dir, ...env, ...run.env },
      signal,
      timeoutMs: this.#options.timeoutMs,
      ...(run.input !== undefined && { input: run.input }),
    })
  }
}
