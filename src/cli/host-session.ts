import { tmpdir } from "node:os"
import { join } from "node:path"

import { SlipwayError } from "../errors.ts"
import type { CiPlan } from "../plan/ci-plan.ts"
import { planNotes, type CiReport } from "../report/report.ts"
import type { StepResult } from "../report/result.ts"
import { cleanEnvironment } from "../runner/host/environment.ts"
import { runPlanOnHost } from "../runner/host/run-plan.ts"
import { removeStale } from "../runner/host/stale-work.ts"
import { Toolbox } from "../runner/host/toolbox.ts"
import { makeWorkDir, removeWorkDir, type WorkDir } from "../runner/host/work-dir.ts"
import { cacheDirectory } from "./cache-directory.ts"
import { cancelOnSignals, signalExitCode, type SignalCancellation } from "./cancel-on-signals.ts"

/** How long tidying up may take after a second signal. */
const hurrySeconds = 10

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

/** Run a plan on this machine. Copies are removed and processes ended, also when it is cancelled. */
export async function ciOnHost(options: HostCiOptions): Promise<CiReport> {
  const signals = cancelOnSignals()
  try {
    const left = await removeStale(tmpdir(), signals.cancel.stop)
    const work = await makeWorkDir(tmpdir(), options.source)
    const [run] = await Promise.allSettled([inWorkDir(options, work, left, signals)])
    // What a run found out is worth more than a directory that stays.
    const { kill } = signals.cancel
    // A person in a hurry waits a moment for this, and may interrupt it where it takes longer.
    const patience = kill.aborted ? { limitSeconds: hurrySeconds } : { signal: kill }
    const stays = await removeWorkDir(work.dir, patience).then(
      () => [],
      (error: Error) => [`the work directory ${work.dir} could not be removed: ${error.message}`],
    )
    return outcomeOf(run, stays)
  } finally {
    signals.dispose()
  }
}

/** What stays is told with the report, or with the error that took its place. */
function outcomeOf(run: PromiseSettledResult<CiReport>, stays: readonly string[]): CiReport {
  if (run.status === "fulfilled") return { ...run.value, notes: [...run.value.notes, ...stays] }
  if (stays.length === 0 || !(run.reason instanceof SlipwayError)) throw run.reason
  const { code, message, exitCode } = run.reason
  throw new SlipwayError(code, [message, ...stays].join("\n"), { cause: run.reason, exitCode })
}

async function inWorkDir(
  options: HostCiOptions,
  { dir, mark }: WorkDir,
  left: readonly string[],
  signals: SignalCancellation,
): Promise<CiReport> {
  const env = cleanEnvironment(options.env)
  const { cancel } = signals
  const reportsDir = join(dir, "reports")
  const { results, notes } = await runPlanOnHost({
    root: options.source,
    plan: options.plan,
    workDir: dir,
    reportsDir,
    toolbox: new Toolbox({ cacheDir: cacheDirectory(options.env), env, cancel, mark }),
    env,
    cancel,
    mark,
    retries: options.retries,
    ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    onResult: options.onResult,
  })
  const by = signals.by()
  if (by !== undefined) throw cancelled(by, results.length)
  const report = { results, notes: [...planNotes(options.plan), ...notes, ...left] }
  await options.keep?.(reportsDir, report)
  return report
}

function cancelled(by: NodeJS.Signals, ended: number): SlipwayError {
  const steps = ended === 1 ? "1 step" : `${ended} steps`
  return new SlipwayError(
    "E_CANCELLED",
    `cancelled by ${by}: ${steps} had ended, the others were stopped and nothing was written`,
    { exitCode: signalExitCode(by) },
  )
}
