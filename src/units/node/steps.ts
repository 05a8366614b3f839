import type { StepConfig } from "../../config/unit-schema.ts"
import type { Task } from "../../runner/task.ts"
import { join } from "../../tree/tree.ts"
import { configuredStep } from "../configured-step.ts"
import { junitFile, makeTask } from "../task-base.ts"
import type { PlannedStep, Setting } from "../unit.ts"
import type { NodeContext } from "./context.ts"
import { missingScript } from "./missing-script.ts"
import { nothingRan, runsNothing } from "./scripts.ts"
import { testArguments } from "./test-arguments.ts"

/** lint, typecheck and test by the package's scripts, and what slipway.yaml adds or changes. */
export function nodeSteps(context: NodeContext): { steps: PlannedStep[]; settings: Setting[] } {
  const { settings, base, pkg, manager, prepared } = context
  const { config, path } = settings.found
  const made: { steps: PlannedStep[]; settings: Setting[] } = { steps: [], settings: [] }
  for (const step of new Set(["lint", "typecheck", "test", ...Object.keys(config.steps ?? {})])) {
    const value = config.steps?.[step]
    if (value === false || (step === "test" && config.tests === "none")) {
      const from = value === false ? settings.from("steps", step) : settings.from("tests")
      made.settings.push({ name: step, value: "off", from })
      continue
    }
    const configured = configuredStep(base, step, prepared)
    if (configured !== undefined) {
      made.steps.push(configured.planned)
      made.settings.push(configured.setting)
      continue
    }
    const script = value?.script ?? step
    const text = pkg.scripts[script]
    if (text === undefined || runsNothing(text)) {
      const verdict = missingScript(context, { step, config: value })
      if (verdict !== undefined) made.steps.push({ step, verdict })
      continue
    }
    made.steps.push({ step, task: scriptTask(context, { step, script, text, override: value }) })
    made.settings.push({
      name: step,
      value: `${manager} run ${script}`,
      from: `${join(path, "package.json")} scripts.${script}`,
    })
  }
  return made
}

function scriptTask(
  { base, manager, prepared }: NodeContext,
  run: { step: string; script: string; text: string; override: StepConfig | undefined },
): Task {
  const { step, script, text, override } = run
  const isTest = step === "test"
  const written = [text, ...(override?.args ?? [])].join(" ")
  const test = isTest ? testArguments(written) : { args: [], junit: false }
  const extra = [...test.args, ...(override?.args ?? [])]
  const separator = manager === "npm" && extra.length > 0 ? ["--"] : []
  return makeTask(base, step, {
    title: `${manager} run ${script}`,
    argv: [manager, "run", script, ...separator, ...test.args],
    stages: prepared,
    override,
    reports: test.junit ? { junit: junitFile } : {},
    counting: isTest ? { ...(test.junit ? { junitRequired: true } : {}), nothingRan } : {},
    withServices: isTest,
  })
}
