import { satisfies } from "@renovatebot/pep440"

import { defaults } from "../../config/defaults.ts"
import { ancestors, join, type Tree } from "../../tree/tree.ts"
import type { Settings } from "../settings.ts"
import type { Setting } from "../unit.ts"

/** `requires-python` holds for a `3.12`-like version: any patch release of it may fit. */
export function acceptsPython(requires: string, version: string): boolean {
  if (requires.trim() === "") return true
  const candidates = /^\d+\.\d+$/.test(version) ? [`${version}.0`, `${version}.99`] : [version]
  return candidates.some((candidate) => satisfies(candidate, requires))
}

/** Which Python a unit's containers have: configured, pinned, or the first default that fits. */
export function choosePython(
  tree: Tree,
  dir: string,
  requires: string,
  settings: Settings,
): { version: string; setting: Setting } | { error: string } {
  const setting = (value: string, from: string): { version: string; setting: Setting } => ({
    version: value,
    setting: { name: "python", value, from },
  })
  const configured = settings.python("version")
  if (configured !== undefined) {
    if (!acceptsPython(requires, configured.value))
      return {
        error: `${configured.from} asks for Python ${configured.value}, but ${join(dir, "pyproject.toml")} requires ${requires}`,
      }
    return setting(configured.value, configured.from)
  }
  for (const above of [dir, ...ancestors(dir)]) {
    const file = join(above, ".python-version")
    const pinned = /^\s*(?:cpython-?)?(\d+\.\d+(?:\.\d+)?)\s*$/m.exec(tree.read(file) ?? "")?.[1]
    if (pinned !== undefined && acceptsPython(requires, pinned)) return setting(pinned, file)
  }
  const fit = defaults.pythons.find((version) => acceptsPython(requires, version))
  if (fit === undefined)
    return {
      error: `${join(dir, "pyproject.toml")} requires Python ${requires}; Slipway knows ${defaults.pythons.join(", ")}. Name one: ${settings.key("python", "version")}`,
    }
  return setting(fit, fit === defaults.python ? "default" : `requires-python ${requires}`)
}
