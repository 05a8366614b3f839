import { mkdir } from "node:fs/promises"
import { join } from "node:path"

import type { Outcome } from "../../report/result.ts"
import type { Command, Stage, Task } from "../task.ts"
import type { Cancellation } from "./cancellation.ts"
import { clearReports, collectReports } from "./collect-reports.ts"
import { copyInputs } from "./copy-inputs.ts"
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
  env: Record<string, string>
  cancel: Cancellation
  mark: string
}

/** One unit's copy of its inputs, with the stages that were already done in it. */
export class UnitCopy {
  /** What a person should know although nothing fails for it. */
  readonly notes: string[] = []
  readonly #setup: HostSetup
  readonly #secrets: ReadonlySet<string>
  readonly #base: string
  readonly #dir: string
  readonly #done = new Map<string, Outcome | undefined>()

  /** `secrets`: the names of all secrets of the plan; a task sees only those that it lists. */
  constructor(setup: HostSetup, id: string, secrets: ReadonlySet<string>) {
    this.#setup = setup
    this.#secrets = secrets
    this.#base = join(setup.workDir, id)
    this.#dir = join(this.#base, "copy")
  }

  /** Never throws: what goes wrong here is this task's outcome, and the others go on. */
  async run(task: Task, nonce: string | undefined): Promise<Outcome> {
    // Many retries are over at once.
    if (this.#setup.cancel.stop.aborted) return { kind: "not-runnable", reason: "cancelled" }
    try {
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
        secrets: this.#secrets,
        cacheDir: this.#setup.toolbox.cacheDir,
        tools,
        copy: this.#dir,
        tmp,
      })
      for (const stage of task.stages) {
        const failed = await this.#stage(task, stage, env, nonce)
        if (failed !== undefined) return failed
      }
      return await this.#command(task, { ...env, ...task.stepEnv })
    } catch (error) {
      return { kind: "broken", message: this.#explain(error as NodeJS.ErrnoException) }
    }
  }

  async dispose(): Promise<void> {
    await removeTree(this.#base).catch((error: Error) => {
      this.notes.push(`the copy ${this.#base} could not be removed: ${error.message}`)
    })
  }

  #explain(error: NodeJS.ErrnoException): string {
    if (error.code === "ENOSPC")
      return `the disk of ${this.#setup.workDir} is full: set TMPDIR to a directory with more space (${error.message})`
    return `in the copy of the unit: ${error.message}`
  }

  /** Undefined when the stage is done. A failed one is tried again only where a retry asks for it. */
  async #stage(
    task: Task,
    stage: Stage,
    env: Record<string, string>,
    nonce: string | undefined,
  ): Promise<Outcome | undefined> {
    const key = JSON.stringify(stage)
    const before = this.#done.get(key)
    if (this.#done.has(key) && (before === undefined || nonce === undefined)) return before
    const { root, cancel } = this.#setup
    for (const link of await copyInputs(root, this.#dir, stage.inputs, cancel.stop))
      this.notes.push(`${task.unit}: ${link} leaves the repository and is not in the copy`)
    let failed: Outcome | undefined
    for (const command of stage.commands) {
      const result = await this.#exec(command, env, task.stageTimeoutSeconds)
      if (result.exitCode === 0 && !result.timedOut) continue
      const late = result.timedOut ? `\nkilled after ${task.stageTimeoutSeconds} s` : ""
      failed = {
        kind: "setup-failed",
        stage: stage.label,
        exitCode: result.exitCode,
        output: `$ ${command.argv.join(" ")}\n${result.output}${late}`,
        ...(result.timedOut ? { killedAfter: task.stageTimeoutSeconds } : {}),
      }
      break
    }
    this.#done.set(key, failed)
    return failed
  }

  async #command(task: Task, env: Record<string, string>): Promise<Outcome> {
    const cwd = join(this.#dir, task.command.cwd)
    await clearReports(task, cwd)
    const result = await this.#exec(task.command, env, task.timeoutSeconds)
    const junit = await collectReports(task, cwd, this.#setup.reportsDir)
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
