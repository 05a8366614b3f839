import { availableParallelism } from "node:os"

import { allSteps, type CiPlan } from "../../plan/ci-plan.ts"
import { isGreen, type StepResult } from "../../report/result.ts"
import { verdictResult } from "../../report/verdict-result.ts"
import { runStep } from "../run-step.ts"
import { copyGroups } from "./copy-groups.ts"
import { UnitCopy, type HostSetup, type StageFailures } from "./unit-copy.ts"

export interface HostRun extends Omit<HostSetup, "secrets"> {
  plan: CiPlan
  retries: number
  /** How many units run at once. Default: the number of processors. */
  jobs?: number
  onResult?: (result: StepResult) => void
}

/** How much of a green step's output is kept: enough to see what ran. */
const greenOutput = 1 << 16

/**
 * Run every step of a plan as processes. Units run beside each other, the steps of one unit after
 * each other, those with the same preparation in one copy. Every step runs to its end, whatever
 * becomes of the others. On cancellation the results are those of the steps that had ended.
 */
export async function runPlanOnHost(
  run: HostRun,
): Promise<{ results: StepResult[]; notes: string[] }> {
  const steps = allSteps(run.plan)
  const units = [...new Set(steps.map(({ unit }) => unit))]
  const setup = { ...run, secrets: new Set(run.plan.secrets) }
  const results = new Map<string, StepResult>()
  const notes = new Set<string>()
  const tell = (result: StepResult): void => {
    results.set(`${result.unit}\0${result.step}`, trimmed(result))
    run.onResult?.(result)
  }
  const work = async (unit: string): Promise<void> => {
    if (run.cancel.stop.aborted) return
    const planned = steps.flatMap((each) => (each.unit === unit ? [each.planned] : []))
    for (const each of planned)
      if ("verdict" in each) tell(verdictResult(unit, each.step, each.verdict))
    const groups = copyGroups(planned.flatMap((each) => ("task" in each ? [each.task] : [])))
    const failures: StageFailures = new Map()
    for (const [i, group] of groups.entries()) {
      // A number, because a unit's name may be longer than a directory's, or upset a tool.
      const copy = new UnitCopy(setup, `${units.indexOf(unit)}.${i}`, failures)
      for (const task of group) {
        if (run.cancel.stop.aborted) return
        const result = await runStep(task, (each, nonce) => copy.run(each, nonce), {
          retries: run.retries,
        })
        if (run.cancel.stop.aborted) return
        tell(result)
      }
      await copy.dispose()
      for (const note of copy.notes) notes.add(note)
    }
  }
  await eachLimited(units, run.jobs ?? availableParallelism(), work)
  return {
    results: steps.flatMap(({ unit, planned }) => results.get(`${unit}\0${planned.step}`) ?? []),
    notes: [...notes].sort(),
  }
}

function trimmed(result: StepResult): StepResult {
  if (!isGreen(result) || result.output.length <= greenOutput) return result
  return { ...result, output: result.output.slice(-greenOutput) }
}

/** All items are worked to their end before an error of one is thrown: nothing goes on unseen. */
async function eachLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items]
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item)
  }
  const workers = Array.from({ length: Math.min(limit, items.length) }, worker)
  const failed = (await Promise.allSettled(workers)).find((each) => each.status === "rejected")
  if (failed !== undefined) throw failed.reason
}
