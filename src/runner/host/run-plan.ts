import { mkdir, readFile, rename, rm } from "node:fs/promises"
import { availableParallelism } from "node:os"
import { join } from "node:path"

import { allSteps, type CiPlan } from "../../plan/ci-plan.ts"
import { reportPath } from "../../report/report-files.ts"
import type { Outcome, StepResult } from "../../report/result.ts"
import { verdictResult } from "../../report/verdict-result.ts"
import { runStep } from "../run-step.ts"
import { reportDir, type Command, type Stage, type Task } from "../task.ts"
import { copyInputs } from "./copy-inputs.ts"
import { runProcess, type ProcessResult } from "./run-process.ts"
import type { Toolbox } from "./toolbox.ts"

export interface HostRun {
  /** The repository. It is only read. */
  root: string
  plan: CiPlan
  /** A directory of this run alone: the copies live there. */
  workDir: string
  /** Where reports go, as UNIT/STEP/FILE. */
  reportsDir: string
  toolbox: Toolbox
  env: Record<string, string>
  signal: AbortSignal
  retries: number
  /** How many units run at once. Default: the number of processors. */
  jobs?: number
  onResult?: (result: StepResult) => void
}

/**
 * Run every step of a plan as processes. Units run beside each other, the steps of one unit after
 * each other in one copy. Every step runs to its end, whatever becomes of the others.
 */
export async function runPlanOnHost(
  run: HostRun,
): Promise<{ results: StepResult[]; notes: string[] }> {
  const steps = allSteps(run.plan)
  const units = [...new Set(steps.map(({ unit }) => unit))]
  const results = new Map<string, StepResult>()
  const notes = new Set<string>()
  const work = async (unit: string): Promise<void> => {
    const copy = new UnitCopy(run, unit, notes)
    for (const { planned } of steps.filter((each) => each.unit === unit)) {
      if (run.signal.aborted) return
      const result =
        "verdict" in planned
          ? verdictResult(unit, planned.step, planned.verdict)
          : await runStep(planned.task, (task) => copy.run(task), { retries: run.retries })
      results.set(`${unit}\0${planned.step}`, result)
      run.onResult?.(result)
    }
    await copy.dispose()
  }
  await eachLimited(units, run.jobs ?? availableParallelism(), work)
  return {
    results: steps.flatMap(({ unit, planned }) => results.get(`${unit}\0${planned.step}`) ?? []),
    notes: [...notes].sort(),
  }
}

async function eachLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
}

/** One unit's copy of its inputs, with the stages that were already done in it. */
class UnitCopy {
  readonly #run: HostRun
  readonly #dir: string
  readonly #notes: Set<string>
  readonly #done = new Map<string, Outcome | undefined>()

  constructor(run: HostRun, unit: string, notes: Set<string>) {
    this.#run = run
    this.#dir = join(run.workDir, "units", encodeURIComponent(unit))
    this.#notes = notes
  }

  async run(task: Task): Promise<Outcome> {
    const reason = this.#cannot(task)
    if (reason !== undefined) return { kind: "not-runnable", reason }
    const tools = await this.#run.toolbox.tools(task.toolchain)
    if ("reason" in tools) return { kind: "not-runnable", reason: tools.reason }
    if (tools.differs !== undefined) this.#notes.add(`${task.unit}: ${tools.differs}`)
    const env = this.#environment(task, tools.path, tools.env)
    try {
      for (const stage of task.stages) {
        const failed = await this.#stage(stage, env, task.stageTimeoutSeconds)
        if (failed !== undefined) return failed
      }
      return await this.#command(task, { ...env, ...task.stepEnv })
    } catch (error) {
      return { kind: "broken", message: `${this.#dir}: ${(error as Error).message}` }
    }
  }

  async dispose(): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true })
  }

  /** What only containers can do. */
  #cannot(task: Task): string | undefined {
    if (task.toolchain.ownImage || task.toolchain.language === "custom")
      return `the step asks for the image ${task.image}`
    if (task.services.length > 0)
      return `the step needs the services ${task.services.map((service) => service.name).join(", ")}`
    const secret = task.secrets.find((name) => this.#run.env[name] === undefined)
    return secret === undefined ? undefined : `the secret ${secret} is not in the environment`
  }

  #environment(
    task: Task,
    path: readonly string[],
    tools: Record<string, string>,
  ): Record<string, string> {
    const caches = Object.fromEntries(
      task.caches.flatMap((cache) =>
        cache.env.map((name) => [name, join(this.#run.toolbox.cacheDir, cache.name)]),
      ),
    )
    const own = task.path.map((dir) => join(this.#dir, dir))
    return {
      ...this.#run.env,
      ...caches,
      ...task.env,
      ...tools,
      PATH: [...own, ...path, this.#run.env.PATH ?? ""].join(":"),
    }
  }

  async #stage(
    stage: Stage,
    env: Record<string, string>,
    timeoutSeconds: number,
  ): Promise<Outcome | undefined> {
    const key = JSON.stringify(stage)
    if (this.#done.has(key) && this.#done.get(key) === undefined) return undefined
    await mkdir(this.#dir, { recursive: true })
    await copyInputs(this.#run.root, this.#dir, stage.inputs)
    let failed: Outcome | undefined
    for (const command of stage.commands) {
      const result = await this.#exec(command, env, timeoutSeconds)
      if (result.exitCode === 0) continue
      const output = result.timedOut
        ? `${result.output}\nkilled after ${timeoutSeconds} s`
        : result.output
      failed = {
        kind: "setup-failed",
        stage: stage.label,
        exitCode: result.exitCode,
        output: `$ ${command.argv.join(" ")}\n${output}`,
      }
      break
    }
    this.#done.set(key, failed)
    return failed
  }

  async #command(task: Task, env: Record<string, string>): Promise<Outcome> {
    const dir = join(this.#dir, task.command.cwd, reportDir)
    await rm(dir, { recursive: true, force: true })
    await mkdir(dir, { recursive: true })
    const result = await this.#exec(task.command, env, task.timeoutSeconds)
    const files: [string, string | undefined][] = [
      ["junit.xml", task.reports.junit],
      ["coverage.xml", task.reports.coverage],
    ]
    const target = join(this.#run.reportsDir, reportPath(task.unit, task.step))
    let junit: string | undefined
    await rm(target, { recursive: true, force: true })
    for (const [name, path] of files) {
      if (path === undefined) continue
      const file = join(this.#dir, task.command.cwd, path)
      const text = await readFile(file, "utf8").catch(ifMissing)
      if (text === undefined) continue
      if (name === "junit.xml") junit = text
      await mkdir(target, { recursive: true })
      await rename(file, join(target, name))
    }
    if (result.signalled && !result.timedOut)
      return { kind: "killed", exitCode: result.exitCode, output: result.output }
    return {
      kind: "finished",
      exitCode: result.exitCode,
      seconds: result.seconds,
      output: result.output,
      junit,
      timedOut: result.timedOut,
    }
  }

  #exec(
    command: Command,
    env: Record<string, string>,
    timeoutSeconds: number,
  ): Promise<ProcessResult> {
    return runProcess(command.argv, {
      cwd: join(this.#dir, command.cwd),
      env,
      timeoutSeconds,
      signal: this.#run.signal,
    })
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error
  return undefined
}
