import type { Stage } from "../runner/task.ts"
import { makeTask, type UnitBase } from "./task-base.ts"
import type { PlannedStep, Setting } from "./unit.ts"

/** A step whose command is configuration. */
export function configuredStep(
  base: UnitBase,
  step: string,
  stages: Stage[],
): { planned: PlannedStep; setting: Setting } | undefined {
  const { settings } = base
  const override = settings.step(step)
  if (override?.run === undefined) return undefined
  const title = override.run.join(" ")
  const task = makeTask(base, step, {
    title,
    argv: override.run,
    stages,
    override,
    withServices: true,
  })
  return {
    planned: { step, task },
    setting: { name: step, value: title, from: settings.from("steps", step) },
  }
}
