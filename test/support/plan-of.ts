import type { CiPlan } from "../../src/plan/ci-plan.ts"
import { planSource } from "../../src/plan/plan-source.ts"
import type { Task } from "../../src/runner/task.ts"
import type { Tree } from "../../src/tree/tree.ts"
import type { Unit, Verdict } from "../../src/units/unit.ts"
import { treeOf } from "./tree-of.ts"

/** The plan of a repository given as paths and texts. */
export function planOf(
  files: Record<string, string>,
  names: readonly string[] = [],
  links: Record<string, string> = {},
): CiPlan {
  return planSource(treeOf(files, names, links), { services: [] })
}

/** The only unit of a repository, or the one of this name. */
export function unitOf(plan: CiPlan, name = plan.units[0]?.name): Unit {
  const unit = plan.units.find((each) => each.name === name)
  if (unit === undefined)
    throw new Error(`no unit ${name} in ${plan.units.map((u) => u.name).join(", ")}`)
  return unit
}

/** What a unit's step runs. */
export function taskOf(unit: Unit, step: string): Task {
  const found = unit.steps.find((each) => each.step === step)
  if (found === undefined || !("task" in found))
    throw new Error(`${unit.name} has no task ${step}: ${stepNames(unit).join(", ")}`)
  return found.task
}

/** Why a unit's step cannot run. */
export function verdictOf(unit: Unit, step: string): Verdict {
  const found = unit.steps.find((each) => each.step === step)
  if (found === undefined || !("verdict" in found))
    throw new Error(`${unit.name} has no verdict ${step}`)
  return found.verdict
}

/** The names of a unit's steps, those that cannot run with their status. */
export function stepNames(unit: Unit): string[] {
  return unit.steps.map((each) =>
    "task" in each ? each.step : `${each.step}: ${each.verdict.status}`,
  )
}

/** A unit's setting as `value (from)`. */
export function settingOf(unit: Unit, name: string): string | undefined {
  const found = unit.settings.find((each) => each.name === name)
  return found && `${found.value} (${found.from})`
}

/** The stages of a task, short: label, input paths, and command lines with their directory. */
export function stagesOf(task: Task): { label: string; inputs: string[]; run: string[] }[] {
  return task.stages.map(({ label, inputs, commands }) => ({
    label,
    inputs: inputs.map((input) =>
      input.exclude === undefined ? input.path : `${input.path} - ${input.exclude.join(" - ")}`,
    ),
    run: commands.map(({ argv, cwd }) => `${cwd || "."}: ${argv.join(" ")}`),
  }))
}

/** Whether all inputs of all tasks are in the tree. */
export function lostInputs(tree: Tree, plan: CiPlan): string[] {
  const paths = plan.units.flatMap((unit) =>
    unit.steps.flatMap((step) =>
      "task" in step ? step.task.stages.flatMap((stage) => stage.inputs.map((i) => i.path)) : [],
    ),
  )
  return [...new Set(paths)].filter(
    (path) => path !== "" && !tree.has(path) && !tree.files.some((f) => f.startsWith(`${path}/`)),
  )
}
