import { normalize } from "./requirement-name.ts"
import { table, type Table } from "./toml-values.ts"

/** Dependency groups with their includes resolved. https://peps.python.org/pep-0735/ */
export function dependencyGroups(raw: Table): Record<string, string[]> {
  const byName = new Map(Object.entries(raw).map(([name, items]) => [normalize(name), items]))
  const expand = (name: string, seen: string[]): string[] => {
    const items = byName.get(normalize(name))
    if (!Array.isArray(items) || seen.includes(normalize(name))) return []
    return items.flatMap((item: unknown) => {
      if (typeof item === "string") return [item]
      const include = table(item)["include-group"]
      return typeof include === "string" ? expand(include, [...seen, normalize(name)]) : []
    })
  }
  return Object.fromEntries(Object.keys(raw).map((name) => [name, expand(name, [])]))
}
