import type { Settings } from "./settings.ts"
import type { Unit } from "./unit.ts"

/** A unit before its steps are known. */
export function draftUnit(settings: Settings): Unit {
  const { name, path, kind, foundBy } = settings.found
  return {
    name,
    path,
    kind,
    settings: [{ name: "unit", value: path || ".", from: foundBy }],
    steps: [],
    notes: [],
  }
}

/** A unit that cannot be planned, and why: its one step says so and is red. */
export function invalidUnit(settings: Settings, message: string): Unit {
  return {
    ...draftUnit(settings),
    steps: [{ step: "test", verdict: { status: "invalid", message } }],
  }
}
