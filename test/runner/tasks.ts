import { join } from "node:path"

import type { CiPlan } from "../../src/plan/ci-plan.ts"
import type { StepResult } from "../../src/report/result.ts"
import { neverCancelled, type Cancellation } from "../../src/runner/host/cancellation.ts"
import { cleanEnvironment } from "../../src/runner/host/environment.ts"
import { runPlanOnHost } from "../../src/runner/host/run-plan.ts"
import { Toolbox } from "../../src/runner/host/toolbox.ts"
import type { Task } from "../../src/runner/task.ts"
import type { Unit } from "../../src/units/unit.ts"
import { tempDir } from "./temp.ts"

export const mark = "00000000-0000-4000-8000-000000000000"

/** A Node task that needs no installation: it runs `code` in the copy of the directory `unit`. */
export function nodeTask(unit: string, code: string, over: Partial<Task> = {}): Task {
  return {
    unit,
    step: "test",
    title: "node",
    image: "node:22",
    toolFiles: [],
    toolchain: {
      language: "node",
      version: process.versions.node,
      requires: "",
      ownImage: false,
      tools: {},
    },
    env: {},
    stepEnv: {},
    secrets: [],
    services: [],
    caches: [],
    path: [],
    stages: [{ label: "source", inputs: [{ path: unit }], commands: [] }],
    command: { argv: [process.execPath, "-e", code], cwd: unit },
    reports: {},
    counting: {},
    timeoutSeconds: 60,
    stageTimeoutSeconds: 60,
    ...over,
  }
}

/** A plan of these tasks, a unit for each name. */
export function planOf(...tasks: Task[]): CiPlan {
  const units = new Map<string, Unit>()
  for (const task of tasks) {
    const { unit: name, step } = task
    const unit = units.get(name) ?? {
      name,
      path: name,
      kind: "node",
      settings: [],
      steps: [],
      notes: [],
    }
    unit.steps.push({ step, task })
    units.set(name, unit)
  }
  const secrets = tasks.flatMap((task) => task.secrets)
  return { units: [...units.values()], root: [], notUnits: [], secrets }
}

export interface RunOptions {
  retries?: number
  jobs?: number
  env?: Record<string, string | undefined>
  cancel?: Cancellation
  cacheDir?: string
  workDir?: string
  /** Secrets of units that are not in the plan. */
  secrets?: string[]
  onResult?: (result: StepResult) => void
}

export interface Ran {
  results: StepResult[]
  notes: string[]
  workDir: string
  reportsDir: string
}

/** Run tasks on this machine, as `ci` does. */
export async function runTasks(
  root: string,
  tasks: Task[],
  options: RunOptions = {},
): Promise<Ran> {
  const workDir = options.workDir ?? tempDir()
  const reportsDir = join(workDir, "reports")
  const env = cleanEnvironment({ ...process.env, ...options.env })
  const cancel = options.cancel ?? neverCancelled()
  const toolbox = new Toolbox({
    cacheDir: options.cacheDir ?? join(workDir, "cache"),
    env,
    cancel,
    mark,
  })
  const plan = planOf(...tasks)
  const ran = await runPlanOnHost({
    root,
    plan: { ...plan, secrets: [...plan.secrets, ...(options.secrets ?? [])] },
    workDir,
    reportsDir,
    toolbox,
    env,
    cancel,
    mark,
    retries: options.retries ?? 0,
    ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    ...(options.onResult === undefined ? {} : { onResult: options.onResult }),
  })
  return { ...ran, workDir, reportsDir }
}
