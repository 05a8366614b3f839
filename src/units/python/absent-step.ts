import type { Settings } from "../settings.ts"
import type { Verdict } from "../unit.ts"

const reasons: Readonly<Record<string, string>> = {
  format: "configures no formatter: ruff finds no format table in its configuration",
  typecheck: "configures no type checker: neither mypy nor pyright",
}

/** Why a step that slipway.yaml changes is not there to be changed; undefined for any other step. */
export function absentStep(settings: Settings, step: string): Verdict | undefined {
  if (!Object.hasOwn(reasons, step)) return undefined
  const key = settings.key("steps", step)
  return {
    status: "missing",
    message: `${settings.found.path || "."} ${reasons[step]}. Configure one, give the step a command: ${key}.run, or take out ${key}`,
  }
}
