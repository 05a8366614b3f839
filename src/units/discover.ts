import type { LoadedConfig } from "../config/load-config.ts"
import { configError, type Problem } from "../config/problem.ts"
import type { UnitConfig } from "../config/unit-schema.ts"
import type { Tree } from "../tree/tree.ts"
import { candidatesOf } from "./candidates.ts"
import { configuredUnit } from "./configured-unit.ts"
import { includeProblems } from "./discovery-rules.ts"
import { excludeProblems } from "./exclude-paths.ts"
import type { Candidate, Found, NotAUnit } from "./found.ts"
import { cleanPath, inputProblems } from "./input-paths.ts"
import { kindProblems } from "./kind-problems.ts"
import { stepProblems } from "./step-problems.ts"
import { nameAll } from "./unit-names.ts"

export interface Discovery {
  found: Found[]
  notUnits: NotAUnit[]
}

/** Every unit of the repository: what its manifests show, and what slipway.yaml adds or corrects. */
export function discover(tree: Tree, loaded: LoadedConfig): Discovery {
  const { candidates, notUnits } = candidatesOf(tree, loaded)
  const configured = Object.entries(loaded.config.units ?? {}).map(
    ([name, config]) => [name, normalized(config)] as const,
  )
  const named = nameAll(candidates)
  const problems: Problem[] = includeProblems(tree, loaded)
  const found: Found[] = []
  const taken = new Set<Candidate>()

  for (const [name, config] of configured) {
    problems.push(...inputProblems(tree, loaded, ["units", name, "inputs"], config.inputs ?? []))
    const match = matching(named, name, config)
    if (match !== undefined) {
      taken.add(match)
      found.push({ ...match, name, kind: config.kind ?? match.kind, config })
      continue
    }
    const made = configuredUnit({ tree, loaded, name, config, known: named.map(([n]) => n) })
    if ("problem" in made) problems.push(made.problem)
    else found.push(made.unit)
  }
  for (const unit of found)
    problems.push(
      ...kindProblems(loaded, unit),
      ...stepProblems(tree, loaded, unit),
      ...excludeProblems(tree, loaded, unit),
    )
  if (problems.length > 0) throw configError(loaded.file, problems)
  const rest = candidates.filter((candidate) => !taken.has(candidate))
  const reserved = configured.map(([name]) => name)
  for (const [name, candidate] of nameAll(rest, { among: candidates, reserved }))
    found.push({ ...candidate, name, config: {} })
  // Two units of one directory keep their kinds' order; everything else reads by path.
  found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.name < b.name ? -1 : 1))
  return { found, notUnits }
}

/** The discovered unit that an entry of `units` is about: the one of its path, else of its name. */
function matching(
  named: readonly [string, Candidate][],
  name: string,
  { path, kind }: UnitConfig,
): Candidate | undefined {
  if (path === undefined) return named.find(([each]) => each === name)?.[1]
  const there = named.map(([, candidate]) => candidate).filter((each) => each.path === path)
  // A directory of one kind may be given another; one of two kinds has a unit of each.
  return (
    there.find((each) => each.kind === kind) ??
    (there.length === 1 || kind === undefined ? there[0] : undefined)
  )
}

/** The configuration of a unit with its paths as the tree has them. */
function normalized(config: UnitConfig): UnitConfig {
  return {
    ...config,
    ...(config.path === undefined ? {} : { path: cleanPath(config.path) }),
    ...(config.inputs === undefined ? {} : { inputs: config.inputs.map(cleanPath) }),
    ...(config.exclude === undefined ? {} : { exclude: config.exclude.map(cleanPath) }),
  }
}
