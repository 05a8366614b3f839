import type { LoadedConfig } from "../config/load-config.ts"
import type { Problem } from "../config/problem.ts"
import type { UnitConfig } from "../config/unit-schema.ts"
import type { Found } from "./found.ts"

/** The settings that only units of one kind have. */
const only: Partial<Record<keyof UnitConfig, "python" | "node">> = {
  python: "python",
  extras: "python",
  groups: "python",
  requirements: "python",
  coverage: "python",
  node: "node",
}

/** Settings of a unit that mean nothing for its kind. */
export function kindProblems(loaded: LoadedConfig, { name, kind, config }: Found): Problem[] {
  return Object.entries(only).flatMap(([setting, meant]): Problem[] => {
    if (meant === kind || config[setting as keyof UnitConfig] === undefined) return []
    const key = ["units", name, setting]
    const line = loaded.lineOf(key)
    return [
      {
        key: key.join("."),
        ...(line === undefined ? {} : { line }),
        expected: `a ${meant} unit, as no other has this setting`,
        received: `a ${kind} unit`,
      },
    ]
  })
}
