import type { Tree } from "../tree/tree.ts"
import { configuredStep } from "./configured-step.ts"
import { draftUnit, invalidUnit } from "./draft.ts"
import { inputs, leftOut } from "./inputs.ts"
import type { Settings } from "./settings.ts"
import { sourceStage, type UnitBase } from "./task-base.ts"
import type { Unit } from "./unit.ts"

/** A unit of any other language: its image and commands are configuration. */
export function customUnit(tree: Tree, settings: Settings): Unit {
  const { path, config } = settings.found
  const steps = config.steps ?? {}
  if (config.image === undefined)
    return invalidUnit(
      settings,
      `${settings.key("image")} is missing: a unit of kind custom names the image its steps run in`,
    )
  const withoutRun = Object.entries(steps).find(
    ([, step]) => step !== false && step.run === undefined,
  )
  if (withoutRun !== undefined)
    return invalidUnit(
      settings,
      `${settings.key("steps", withoutRun[0], "run")} is missing: a step of a custom unit is a command`,
    )
  const unit = draftUnit(settings)
  const base: UnitBase = {
    settings,
    image: settings.mirrored(config.image),
    toolchain: { language: "custom", version: "", requires: "", ownImage: true, tools: {} },
    toolFiles: [],
    caches: [],
    env: {},
    path: [],
  }
  const stages = [
    sourceStage(settings, inputs([path, ...(config.inputs ?? [])], leftOut(tree, config.exclude))),
  ]
  unit.settings.push({ name: "image", value: base.image, from: settings.from("image") })
  for (const step of Object.keys(steps)) {
    const configured = configuredStep(base, step, stages)
    if (configured === undefined) continue
    unit.settings.push(configured.setting)
    unit.steps.push(configured.planned)
  }
  if (!("test" in steps) && config.tests !== "none")
    unit.steps.push({
      step: "test",
      verdict: {
        status: "no-tests",
        message: `${path || "."} has no step "test". Add ${settings.key("steps.test.run")}, or say that there are no tests: ${settings.key("tests")}: none`,
      },
    })
  return unit
}
