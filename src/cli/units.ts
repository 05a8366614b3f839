import { renderUnits } from "../report/render-units.ts"
import { format, readFlags, services, source } from "./options.ts"
import { planHost } from "./plan-host.ts"
import type { Verb } from "./verb.ts"

/** What was discovered. Nothing runs. */
export const units: Verb = async (args, context) => {
  const values = readFlags("units", args, ["source", "config", "service", "format"])
  const plan = planHost({
    source: source(values),
    config: values.config,
    services: services(values),
  })
  context.stdout(renderUnits(plan, format(values)))
  return 0
}
