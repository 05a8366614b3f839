import { readdirSync, readFileSync, rmSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"

import { SlipwayError } from "../errors.ts"
import type { CiPlan } from "../plan/ci-plan.ts"
import { planSource } from "../plan/plan-source.ts"
import { planNotes, type CiReport } from "../report/report.ts"
import type { StepResult } from "../report/result.ts"
import { cleanEnvironment } from "../runner/host/environment.ts"
import { runPlanOnHost } from "../runner/host/run-plan.ts"
import { Toolbox } from "../runner/host/toolbox.ts"
import { readHostTree } from "../tree/host-tree.ts"

export interface SourceOptions {
  source: string
  config: string | undefined
  services: string[]
}

/** Gather and plan a repository on disk. */
export function planHost(options: SourceOptions): CiPlan {
  const config =
    options.config === undefined
      ? {}
      : { config: { text: readConfig(options.config), file: options.config } }
  return planSource(readHostTree(options.source), { ...config, services: options.services })
}

function readConfig(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch (cause) {
    throw new SlipwayError("E_USAGE", `--config ${path}: ${(cause as Error).message}`, { cause })
  }
}

export interface HostCiOptions {
  source: string
  plan: CiPlan
  retries: number
  jobs: number | undefined
  env: Readonly<Record<string, string | undefined>>
  onResult: (result: StepResult) => void
  /** Called before the copies are removed, with the directory of the reports. */
  keep?: (reportsDir: string, report: CiReport) => Promise<void>
}

const workPrefix = "slipway-"

/** Run a plan on this machine. Copies are removed and processes ended, also when it is cancelled. */
export async function ciOnHost(options: HostCiOptions): Promise<CiReport> {
  removeStale()
  const controller = new AbortController()
  const workDir = await mkdtemp(join(tmpdir(), `${workPrefix}${process.pid}-`))
  let cancelledBy: NodeJS.Signals | undefined
  const cancel = (signal: NodeJS.Signals): void => {
    cancelledBy ??= signal
    controller.abort()
  }
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const
  for (const signal of signals) process.on(signal, cancel)
  try {
    const env = cleanEnvironment(options.env)
    const cacheDir = join(options.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "slipway")
    const reportsDir = join(workDir, "reports")
    const { results, notes } = await runPlanOnHost({
      root: options.source,
      plan: options.plan,
      workDir,
      reportsDir,
      toolbox: new Toolbox(cacheDir, env, controller.signal),
      env,
      signal: controller.signal,
      retries: options.retries,
      ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
      onResult: options.onResult,
    })
    if (cancelledBy !== undefined)
      throw new SlipwayError(
        "E_CANCELLED",
        `cancelled by ${cancelledBy}: ${results.length} steps had ended, nothing was written`,
        {
          exitCode: cancelledBy === "SIGINT" ? 130 : cancelledBy === "SIGTERM" ? 143 : 129,
        },
      )
    const report = { results, notes: [...planNotes(options.plan), ...notes] }
    await options.keep?.(reportsDir, report)
    return report
  } finally {
    for (const signal of signals) process.off(signal, cancel)
    await rm(workDir, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** A run that was killed with SIGKILL could not tidy up: the next one does, by the dead run's number. */
function removeStale(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${workPrefix}(\\d+)-`).exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}
