import { nearest } from "../../text/nearest.ts"
import { join } from "../../tree/tree.ts"
import type { Settings } from "../settings.ts"
import type { PythonProject } from "./project.ts"
import { normalize } from "./requirement-name.ts"

const wantedExtras = ["dev", "test", "tests", "testing"]
const wantedGroups = [...wantedExtras, "lint", "typing", "typecheck"]

/** The extras and dependency groups that a unit's steps need, by their declared names. */
export interface Selection {
  extras: string[]
  groups: string[]
}

/** What the unit's configuration names, else what the project declares under a usual name. */
export function select(project: PythonProject, settings: Settings): Selection | { error: string } {
  const extras = choose(settings, "extras", Object.keys(project.extras), wantedExtras)
  if ("error" in extras) return extras
  const groups = choose(settings, "groups", Object.keys(project.groups), wantedGroups)
  if ("error" in groups) return groups
  return { extras: extras.chosen, groups: groups.chosen }
}

/** The declared dependency groups that have a usual name, and those that uv installs unasked. */
export function usualGroups(project: PythonProject): string[] {
  return Object.keys(project.groups).filter(
    (group) => wantedGroups.includes(normalize(group)) || project.defaultGroups.includes(group),
  )
}

/** The selection as uv's flags; `sync`, `export` and `pip install` take the same. */
export function selectionFlags({ extras, groups }: Selection): string[] {
  return [
    ...extras.flatMap((extra) => ["--extra", extra]),
    ...groups.flatMap((group) => ["--group", group]),
  ]
}

/** uv only warns about an extra that does not exist and installs nothing for it: so it is checked here. */
function choose(
  settings: Settings,
  what: "extras" | "groups",
  declared: readonly string[],
  wanted: readonly string[],
): { chosen: string[] } | { error: string } {
  const configured = settings.found.config[what]
  const byName = new Map(declared.map((name) => [normalize(name), name]))
  if (configured === undefined)
    return { chosen: declared.filter((name) => wanted.includes(normalize(name))) }
  const unknown = configured.find((name) => !byName.has(normalize(name)))
  if (unknown === undefined)
    return { chosen: configured.map((name) => byName.get(normalize(name))!) }
  const hint = nearest(unknown, declared)
  const other = what === "extras" ? "dependency groups" : "extras"
  const has = declared.length === 0 ? `declares no ${what}` : `has ${declared.join(", ")}`
  return {
    error: `${settings.key(what)} names "${unknown}", but ${join(settings.found.path, "pyproject.toml")} ${has}${hint ? `; did you mean "${hint}"?` : ""} (${other} are another setting)`,
  }
}
