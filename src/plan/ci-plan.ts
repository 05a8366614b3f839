import type { LoadedConfig } from "../config/load-config.ts"
import { SlipwayError } from "../errors.ts"
import type { Task } from "../runner/task.ts"
import { nearest } from "../text/nearest.ts"
import type { Tree } from "../tree/tree.ts"
import { customUnit } from "../units/custom.ts"
import { discover } from "../units/discover.ts"
import { excludeNotes } from "../units/exclude-paths.ts"
import type { NotAUnit } from "../units/found.ts"
import { nodeUnit } from "../units/node/unit.ts"
import { pythonUnit } from "../units/python/unit.ts"
import { rootSteps } from "../units/root-steps.ts"
import { Settings } from "../units/settings.ts"
import { byStepOrder, type PlannedStep, type Unit } from "../units/unit.ts"

/** What `ci` does: every unit with its steps, and the steps outside units. */
export interface CiPlan {
  units: Unit[]
  /** Steps outside units are the steps of this name: the repository itself. */
  root: PlannedStep[]
  notUnits: NotAUnit[]
  /** The names of all secrets of the whole configuration, also where only some units are selected. */
  secrets: readonly string[]
}

/** The unit name under which steps outside units appear. */
export const rootName = "(root)"

const kinds = { python: pythonUnit, node: nodeUnit, custom: customUnit }

/** The plan for a whole repository. A pure function of the tree and the configuration. */
export function ciPlan(tree: Tree, loaded: LoadedConfig): CiPlan {
  const { found, notUnits } = discover(tree, loaded)
  const units = found.map((each) => {
    const unit = kinds[each.kind](tree, new Settings(each, loaded))
    const notes = [
      ...unit.notes,
      ...excludeNotes(tree, each),
      ...(unit.steps.length > 0 ? [] : ["no step: nothing is checked here"]),
    ]
    return { ...unit, notes, steps: [...unit.steps].sort(byStepOrder) }
  })
  const root = rootSteps(tree, loaded).sort(byStepOrder)
  if (units.length === 0 && root.length === 0)
    throw new SlipwayError(
      "E_SOURCE",
      `no unit was found: no pyproject.toml with a [project], no package.json with a lock file, no requirements.txt beside Python code${
        notUnits.length === 0
          ? ""
          : `\n${notUnits.map((each) => `  ${each.path || "."}: ${each.reason}`).join("\n")}`
      }\nName one in slipway.yaml, for example:\nunits:\n  user-service:\n    path: services/user-service`,
    )
  const secrets = Object.values(loaded.config.units ?? {}).flatMap((unit) => unit.secrets ?? [])
  return { units, root, notUnits, secrets: [...new Set(secrets)] }
}

/**
 * The plan for some units only; an unknown name is an error with the nearest one. `(root)` stands for
 * the steps outside units. Empty means all.
 */
export function selectUnits(plan: CiPlan, services: readonly string[]): CiPlan {
  if (services.length === 0) return plan
  const names = plan.units.map((unit) => unit.name)
  if (plan.root.length > 0) names.push(rootName)
  for (const service of services) if (!names.includes(service)) throw unknownUnit(service, names)
  return {
    ...plan,
    units: plan.units.filter((unit) => services.includes(unit.name)),
    root: services.includes(rootName) ? plan.root : [],
  }
}

/** One step of one unit, or the error that names what there is. `(root)` holds the steps outside units. */
export function findStep(plan: CiPlan, service: string, step: string): PlannedStep {
  const names = plan.units.map((unit) => unit.name)
  const steps =
    service === rootName ? plan.root : plan.units.find((unit) => unit.name === service)?.steps
  if (steps === undefined) throw unknownUnit(service, names)
  const found = steps.find((each) => each.step === step)
  if (found !== undefined) return found
  const known = steps.map((each) => each.step)
  const hint = nearest(step, known)
  throw new SlipwayError(
    "E_UNKNOWN_STEP",
    `${service} has no step "${step}"${hint ? `; did you mean "${hint}"?` : "."} It has: ${known.join(", ") || "none"}`,
  )
}

function unknownUnit(service: string, names: readonly string[]): SlipwayError {
  const hint = nearest(service, names)
  return new SlipwayError(
    "E_UNKNOWN_UNIT",
    `there is no unit "${service}"${hint ? `; did you mean "${hint}"?` : "."} The units are: ${names.join(", ") || "none"}`,
  )
}

/** All planned steps with the unit they belong to, in the order in which they are reported. */
export function allSteps(plan: CiPlan): { unit: string; planned: PlannedStep }[] {
  return [
    ...plan.units.flatMap((unit) => unit.steps.map((planned) => ({ unit: unit.name, planned }))),
    ...plan.root.map((planned) => ({ unit: rootName, planned })),
  ]
}

/** The tasks of a plan. */
export function tasksOf(plan: CiPlan): Task[] {
  return allSteps(plan).flatMap(({ planned }) => ("task" in planned ? [planned.task] : []))
}
