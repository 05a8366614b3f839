import type { LoadedConfig } from "../config/load-config.ts"
import { configError, type Problem } from "../config/problem.ts"
import type { Tree } from "../tree/tree.ts"
import { candidatesOf } from "./candidates.ts"
import { configuredUnit } from "./configured-unit.ts"
import type { Candidate, Found, NotAUnit } from "./found.ts"
import { nameAll } from "./unit-names.ts"

export interface Discovery {
  found: Found[]
  notUnits: NotAUnit[]
}

/** Every unit of the repository: what its manifests show, and what slipway.yaml adds or corrects. */
export function discover(tree: Tree, loaded: LoadedConfig): Discovery {
  const { candidates, notUnits } = candidatesOf(tree, loaded)
  const named = nameAll(candidates)
  const problems: Problem[] = []
  const found: Found[] = []
  const taken = new Set<Candidate>()

  for (const [name, config] of Object.entries(loaded.config.units ?? {})) {
    const path = config.path?.replace(/^\.\/?$/, "").replace(/\/+$/, "")
    const match = named.find(([candidateName, candidate]) =>
      path === undefined
        ? candidateName === name
        : candidate.path === path && (config.kind === undefined || config.kind === candidate.kind),
    )?.[1]
    if (match !== undefined) {
      taken.add(match)
      found.push({ ...match, name, kind: config.kind ?? match.kind, config })
      continue
    }
    const made = configuredUnit({ tree, loaded, name, path, config, known: named.map(([n]) => n) })
    if ("problem" in made) problems.push(made.problem)
    else found.push(made.unit)
  }
  if (problems.length > 0) throw configError(loaded.file, problems)
  for (const [name, candidate] of named)
    if (!taken.has(candidate)) found.push({ ...candidate, name, config: {} })
  // Two units of one directory keep their kinds' order; everything else reads by path.
  found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.name < b.name ? -1 : 1))
  return { found, notUnits }
}
