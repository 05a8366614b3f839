import { configuredStep } from "../configured-step.ts"
import { makeTask } from "../task-base.ts"
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

  for (const step of Object.keys(configured)) {
    const own = configuredStep(base, step, context.prepared)
    if (own === undefined) continue
    made.steps.push(own.planned)
    made.settings.push(own.setting)
  }
  return made
}
