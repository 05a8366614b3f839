import { configuredStep } from "../configured-step.ts"
import { makeTask } from "../task-base.ts"
import { absentStep } from "./absent-step.ts"
import type { PythonContext, PythonSteps } from "./context.ts"
import { ruffCommands } from "./ruff.ts"
import { testStep } from "./test-step.ts"
import { typeCheck } from "./type-check.ts"

/** Lint, format, typecheck and test as the project has them, and what slipway.yaml says about each. */
export function pythonSteps(context: PythonContext): PythonSteps {
  const { settings, base } = context
  const configured = settings.found.config.steps ?? {}
  const made: PythonSteps = { steps: [], settings: [], notes: [] }

  for (const check of [...ruffCommands(context), ...typeCheck(context)]) {
    const { step, title } = check
    if (configured[step] === false) {
      made.settings.push({ name: step, value: "off", from: settings.from("steps", step) })
      continue
    }
    const override = settings.step(step)
    if (override?.run) continue // added below, with the other configured commands
    made.steps.push({
      step,
      task: makeTask(base, step, { ...check, override, withServices: false }),
    })
    made.settings.push({ name: step, value: title, from: check.from })
  }

  const test = testStep(context)
  made.steps.push(...test.steps)
  made.settings.push(...test.settings)
  made.notes.push(...test.notes)

  for (const [step, value] of Object.entries(configured)) {
    const own = configuredStep(base, step, context.prepared)
    if (own !== undefined) {
      made.steps.push(own.planned)
      made.settings.push(own.setting)
    }
    if (own !== undefined || made.settings.some(({ name }) => name === step)) continue
    const verdict = absentStep(settings, step)
    if (value === false)
      made.settings.push({ name: step, value: "off", from: settings.from("steps", step) })
    else if (verdict !== undefined) made.steps.push({ step, verdict })
  }
  return made
}
