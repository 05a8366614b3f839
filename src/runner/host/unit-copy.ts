import { mkdir } from "node:fs/promises"
import { join } from "node:path"

import type { Outcome } from "../../report/result.ts"
import type { Command, Stage, Task } from "../task.ts"
import type { Cancellation } from "./cancellation.ts"
import { clearReports, collectReports } from "./collect-reports.ts"
import { stageKey } from "./copy-groups.ts"
import { copyInputs } from "./copy-inputs.ts"
import { maskOutcome, maskSecrets, type Mask } from "./mask-secrets.ts"
import { removeTree } from "./remove-tree.ts"
import { runProcess, type ProcessResult } from "./run-process.ts"
import { notOnHost, taskEnvironment } from "./task-environment.ts"
import type { Toolbox } from "./toolbox.ts"

/** What all units of a run share. */
export interface HostSetup {
  /** The repository. It is only read. */
  root: string
  /** A directory of this run alone: the copies live there. */
  workDir: string
  /** Where reports go, as UNIT/STEP/FILE. */
  reportsDir: string
  toolbox: Toolbox
  /** The names of all secrets of the configuration: a task sees only those that its unit lists. */
  secrets: ReadonlySet<string>
  env: Record<string, string>
  cancel: Cancellation
  mark: string
}

/** Stages that failed, by their key: a registry that hangs is waited for once, not in each copy. */
export type StageFailures = Map<string, Outcome>

/** A copy of a unit's inputs for some of its steps, with the stages that were already done in it. */
export class UnitCopy {
  /** What a person should know although nothing fails for it. */
  readonly notes: string[] = []
  readonly #setup: HostSetup
  readonly #base: string
  readonly #dir: string
  readonly #done = new Set<string>()
  readonly #failures: StageFailures

  constructor(setup: HostSetup, id: string, failures: StageFailures) {
    this.#setup = setup
    this.#failures = failures
    this.#base = join(setup.workDir, id)
    this.#dir = join(this.#base, "copy")
  }

  /**
   * Never throws: what goes wrong here is this task's outcome, and the others go on. With a nonce it is
   * a retry, and begins anew: what the attempt before has left could turn the same fault green.
   */
  async run(task: Task, nonce: string | undefined): Promise<Outcome> {
    // Many retries are over at once.
    if (this.#setup.cancel.stop.aborted) return { kind: "not-runnable", reason: "cancelled" }
    const mask = maskSecrets(task, this.#setup.env)
    for (const name of mask.unmasked)
      this.notes.push(`${task.unit}: the secret ${name} is too short to be masked in the output`)
    return maskOutcome(await this.#attempt(task, nonce, mask), mask)
  }

  async #attempt(task: Task, nonce: string | undefined, mask: Mask): Promise<Outcome> {
    try {
      if (nonce !== undefined) await this.#renew()
      const reason = notOnHost(task, this.#setup.env)
      if (reason !== undefined) return { kind: "not-runnable", reason }
      const tools = await this.#setup.toolbox.tools(task)
      if ("reason" in tools) return { kind: "not-runnable", reason: tools.reason }
      if (tools.differs !== undefined) this.notes.push(`${task.unit}: ${tools.differs}`)
      await mkdir(this.#dir, { recursive: true })
      const tmp = join(this.#base, "tmp")
      await mkdir(tmp, { recursive: true })
      const env = taskEnvironment(task, {
        caller: this.#setup.env,
        secrets: this.#setup.secrets,
        cacheDir: this.#setup.toolbox.cacheDir,
        tools,
        copy: this.#dir,
        tmp,
      })
      for (const [i, stage] of task.stages.entries()) {
        const key = stageKey(task, task.stages.slice(0, i + 1))
        if (this.#done.has(key)) continue
        const known = nonce === undefined ? this.#failures.get(key) : undefined
        const failed = known ?? (await this.#stage(task, stage, env))
        if (failed !== undefined) {
          this.#failures.set(key, failed)
          return failed
        }
        this.#done.add(key)
        this.#failures.delete(key)
      }
      return await this.#command(task, { ...env, ...task.stepEnv }, mask)
    } catch (error) {
      return { kind: "broken", message: this.#explain(error as NodeJS.ErrnoException) }
    }
  }

  async dispose(): Promise<void> {
    await removeTree(this.#base, { signal: this.#setup.cancel.kill }).catch((error: Error) => {
      this.notes.push(`the copy ${this.#base} could not be removed: ${error.message}`)
    })
  }

  async #renew(): Promise<void> {
    await removeTree(this.#base, { signal: this.#setup.cancel.stop })
    this.#done.clear()
  }

  #explain(error: NodeJS.ErrnoException): string {
    if (error.code === "ENOSPC")
      return `the disk of ${this.#setup.workDir} is full: set TMPDIR to a directory with more space (${error.message})`
    return `in the copy of the unit: ${error.message}`
  }

  /** Undefined when the stage is done. */
  async #stage(
    task: Task,
    stage: Stage,
    env: Record<string, string>,
  ): Promise<Outcome | undefined> {
    const { root, cancel } = this.#setup
    for (const link of await copyInputs(root, this.#dir, stage.inputs, cancel.stop))
      this.notes.push(`${task.unit}: ${link} leaves the repository and is not in the copy`)
    for (const command of stage.commands) {
      const result = await this.#exec(command, env, task.stageTimeoutSeconds)
      if (result.exitCode === 0 && !result.timedOut) continue
      const late = result.timedOut ? `\ntimed out after ${task.stageTimeoutSeconds} s` : ""
      return {
        kind: "setup-failed",
        stage: stage.label,
        exitCode: result.exitCode,
        output: `$ ${command.argv.join(" ")}\n${result.output}${late}`,
        ...(result.timedOut ? { killedAfter: task.stageTimeoutSeconds } : {}),
      }
    }
    return undefined
  }

  async #command(task: Task, env: Record<string, string>, mask: Mask): Promise<Outcome> {
    const cwd = join(this.#dir, task.command.cwd)
    await clearReports(task, cwd)
    const result = await this.#exec(task.command, env, task.timeoutSeconds)
    const junit = await collectReports(task, cwd, this.#setup.reportsDir, mask)
    const { exitCode, seconds, output, timedOut } = result
    if (result.signalled && !timedOut) return { kind: "killed", exitCode, output }
    return { kind: "finished", exitCode, seconds, output, junit, timedOut }
  }

  #exec(
    command: Command,
    env: Record<string, string>,
    timeoutSeconds: number,
  ): Promise<ProcessResult> {
    const { cancel, mark } = this.#setup
    const cwd = join(this.#dir, command.cwd)
    return runProcess(command.argv, { cwd, env, timeoutSeconds, cancel, mark })
  }
}
