import { SlipwayError } from "../errors.ts"
import { findStep, rootName } from "../plan/ci-plan.ts"
import { renderReport } from "../report/render-report.ts"
import { exitCodeOf } from "../report/report.ts"
import { isGreen } from "../report/result.ts"
import { ciOnHost } from "./host-session.ts"
import { readFlags, required, services, source } from "./options.ts"
import { planHost } from "./plan-host.ts"
import type { Verb } from "./verb.ts"

/** One step of one unit: its output on stdout, its exit code. */
export const runOneStep: Verb = async (args, context) => {
  const values = readFlags("run-step", args, ["source", "config", "service", "step"])
  const step = required("run-step", values, "step")
  const [service, ...more] = services(values)
  if (service === undefined || more.length > 0)
    throw new SlipwayError(
      "E_USAGE",
      "run-step needs exactly one --service NAME; the steps outside units are --service '(root)'",
    )
  const plan = planHost({ source: source(values), config: values.config, services: [] })
  const planned = findStep(plan, service, step)
  const unit = plan.units.find((each) => each.name === service)
  const report = await ciOnHost({
    source: source(values),
    plan: {
      units: unit === undefined ? [] : [{ ...unit, steps: [planned] }],
      root: service === rootName ? [planned] : [],
      notUnits: [],
      secrets: plan.secrets,
    },
    retries: 0,
    jobs: 1,
    env: context.env,
    onResult: (result) => context.stdout(result.output),
  })
  if (!report.results.every(isGreen)) context.stderr(renderReport(report, "table"))
  else for (const note of report.notes) context.stderr(`note: ${note}\n`)
  return exitCodeOf(report)
}
