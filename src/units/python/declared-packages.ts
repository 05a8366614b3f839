import type { Packages } from "./lock.ts"
import { requirementName } from "./requirement-name.ts"

/** The names that are declared, with their pins; `pytest-asyncio` brings pytest with it. */
export function declaredPackages(requirements: readonly string[]): Packages {
  const found = new Map<string, string | undefined>()
  for (const requirement of requirements) {
    const name = requirementName(requirement)
    if (name === undefined) continue
    const pin = /==\s*([\w.]+)\s*(?:;|$|\\|--)/.exec(requirement)?.[1]
    found.set(name, pin)
    if (name.startsWith("pytest-") && !found.has("pytest")) found.set("pytest", undefined)
  }
  return found
}
