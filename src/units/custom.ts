import { join, type Tree } from "../tree/tree.ts"
import { inputs } from "./inputs.ts"
import type { Settings } from "./settings.ts"
import { makeTask, sourceStage, type UnitBase } from "./task-base.ts"
import type { Unit } from "./unit.ts"

/** A unit of any other language: its image and commands are configuration. */
export function customUnit(_tree: Tree, settings: Settings): Unit {
  const { name, path, foundBy, config } = settings.found
  const unit: Unit = {
    name,
    path,
    kind: "custom",
    settings: [{ name: "unit", value: path || ".", from: foundBy }],
    steps: [],
    notes: [],
  }
  const invalid = (message: string): Unit => ({
    ...unit,
    steps: [{ step: "test", verdict: { status: "invalid", message } }],
  })
  if (config.image === undefined)
    return invalid(
      `${settings.key("image")} is missing: a unit of kind custom names the image its steps run in`,
    )
  const commands = Object.entries(config.steps ?? {})
  const withoutRun = commands.find(([, step]) => step !== false && step.run === undefined)
  if (withoutRun !== undefined)
    return invalid(
      `${settings.key("steps", withoutRun[0], "run")} is missing: a step of a custom unit is a command`,
    )
  const base: UnitBase = {
    settings,
    image: settings.mirrored(config.image),
    toolchain: { language: "custom", version: "", requires: "", ownImage: true, tools: {} },
    toolFiles: [],
    caches: [],
    env: {},
    path: [],
  }
  const stages = [sourceStage(settings, inputs([path, ...(config.inputs ?? [])], config.exclude))]
  unit.settings.push({
    name: "image",
    value: base.image,
    from: `slipway.yaml ${settings.key("image")}`,
  })
  for (const [step, value] of commands) {
    if (value === false || value.run === undefined) continue
    unit.settings.push({
      name: step,
      value: value.run.join(" "),
      from: `slipway.yaml ${settings.key("steps", step)}`,
    })
    unit.steps.push({
      step,
      task: makeTask(base, step, {
        title: value.run.join(" "),
        argv: value.run,
        stages,
        override: value,
        withServices: true,
      }),
    })
  }
  if (!("test" in (config.steps ?? {})) && config.tests !== "none")
    unit.steps.push({
      step: "test",
      verdict: {
        status: "no-tests",
        message: `${join(path, "") || "."} has no step "test". Add ${settings.key("steps.test.run")}, or say that there are no tests: ${settings.key("tests")}: none`,
      },
    })
  return unit
}
