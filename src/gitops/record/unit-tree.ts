import type { UnitRecord } from "./record.ts"

/** What a place of a record is to say. */
export type Tree = string | readonly string[] | ReadonlyMap<string, Tree>

export function isList(value: Tree): value is readonly string[] {
  return Array.isArray(value)
}

/** The fields of a unit, in the order in which they are written. */
export const unitFields = ["tag", "digest", "source", "change", "replaced", "hold"] as const

/** A unit's record as it is written; null for a field that is not there. */
export function unitTree(unit: UnitRecord): ReadonlyMap<string, Tree | null> {
  const { hold, replaced } = unit
  return new Map<string, Tree | null>(
    unitFields.map((field) => {
      if (field === "replaced") return [field, replaced.length === 0 ? null : replaced]
      if (field === "hold")
        return [
          field,
          hold
            ? new Map([
                ["by", hold.by],
                ["reason", hold.reason],
                ["since", hold.since],
              ])
            : null,
        ]
      return [field, unit[field] ?? null]
    }),
  )
}

/** The same without what is not there: a unit that is new. */
export function newUnitTree(unit: UnitRecord): ReadonlyMap<string, Tree> {
  return new Map([...unitTree(unit)].flatMap(([key, tree]) => (tree === null ? [] : [[key, tree]])))
}
