import picomatch from "picomatch"

import type { LoadedConfig } from "../config/load-config.ts"
import { configError, type Problem } from "../config/problem.ts"
import type { UnitConfig } from "../config/schema.ts"
import { nearest } from "../text/nearest.ts"
import { basename, dirname, isInside, join, type Tree } from "../tree/tree.ts"
import type { Found, NotAUnit } from "./found.ts"
import { findLock, readPackage, workspaceMembers } from "./node/package.ts"
import { readProject } from "./python/project.ts"
import type { UnitKind } from "./unit.ts"

interface Candidate {
  path: string
  kind: UnitKind
  foundBy: string
}

export interface Discovery {
  found: Found[]
  notUnits: NotAUnit[]
}

/** Every unit of the repository: what its manifests show, and what slipway.yaml adds or corrects. */
export function discover(tree: Tree, loaded: LoadedConfig): Discovery {
  const notUnits: NotAUnit[] = []
  const candidates = loaded.config.discover === false ? [] : candidatesOf(tree, loaded, notUnits)
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
    )
    if (match !== undefined) {
      taken.add(match[1])
      found.push({ ...match[1], name, kind: config.kind ?? match[1].kind, config })
      continue
    }
    const problem = addUnit(tree, name, path, config, named, found)
    if (problem !== undefined) problems.push({ ...problem, ...lineAt(loaded, name, problem.key) })
  }
  if (problems.length > 0) throw configError(loaded.file, problems)
  for (const [name, candidate] of named)
    if (!taken.has(candidate)) found.push({ ...candidate, name, config: {} })
  // Two units of one directory keep their kinds' order; everything else reads by path.
  found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.name < b.name ? -1 : 1))
  return { found, notUnits }
}

function lineAt(loaded: LoadedConfig, name: string, key: string): { line?: number } {
  const path = key.split(".").slice(2)
  const line = loaded.lineOf(["units", name, ...path])
  return line === undefined ? {} : { line }
}

/** A unit that only the configuration names. */
function addUnit(
  tree: Tree,
  name: string,
  path: string | undefined,
  config: UnitConfig,
  named: readonly (readonly [string, Candidate])[],
  found: Found[],
): Problem | undefined {
  if (path === undefined) {
    const hint = nearest(
      name,
      named.map(([each]) => each),
    )
    return {
      key: `units.${name}`,
      expected: "the name of a discovered unit, or `path` with the unit's directory",
      received: `"${name}"`,
      ...(hint === undefined ? {} : { hint }),
    }
  }
  if (!tree.files.some((file) => isInside(file, path) && file !== path)) {
    const dirs = new Set(tree.files.map(dirname))
    const hint = nearest(path, dirs)
    return {
      key: `units.${name}.path`,
      expected: "a directory with files",
      received: `"${path}"`,
      ...(hint ? { hint } : {}),
    }
  }
  const kind = config.kind ?? guessKind(tree, path)
  if (kind === undefined)
    return {
      key: `units.${name}.kind`,
      expected: "python, node or custom, as the directory has no manifest",
      received: "nothing",
    }
  found.push({ name, path, kind, foundBy: "slipway.yaml", config })
  return undefined
}

function guessKind(tree: Tree, path: string): UnitKind | undefined {
  if (tree.has(join(path, "pyproject.toml")) || tree.has(join(path, "requirements.txt")))
    return "python"
  return tree.has(join(path, "package.json")) ? "node" : undefined
}

function candidatesOf(tree: Tree, loaded: LoadedConfig, notUnits: NotAUnit[]): Candidate[] {
  const rules = typeof loaded.config.discover === "object" ? loaded.config.discover : {}
  const included = rules.include === undefined ? () => true : picomatch(rules.include)
  const excluded = rules.exclude === undefined ? () => false : picomatch(rules.exclude)
  const found: Candidate[] = []
  for (const file of tree.files) {
    const path = dirname(file)
    const name = basename(file)
    if (name !== "pyproject.toml" && name !== "package.json" && name !== "requirements.txt")
      continue
    if (path !== "" && (!included(path) || excluded(path))) continue
    if (path === "" && excluded(".")) continue
    const kind = name === "package.json" ? "node" : "python"
    const reason = kind === "node" ? notNode(tree, path) : notPython(tree, path, name)
    if (reason === undefined) found.push({ path, kind, foundBy: file })
    else if (reason !== "") notUnits.push({ path, reason })
  }
  return found
}

/** Why the Python manifest makes no unit; empty where there is nothing to tell. */
function notPython(tree: Tree, path: string, manifest: string): string | undefined {
  if (manifest === "requirements.txt") {
    const read = readProject(tree, path)
    // A pyproject.toml that only configures tools stands beside the requirements of a real unit.
    if (read && !("project" in read && read.project.name === undefined && !read.project.poetry))
      return ""
    const code = tree.files.some(
      (file) =>
        isInside(file, path) &&
        /(?:^|\/)(?:test_[^/]*|[^/]*_test|main|__init__|manage|app)\.py$/.test(file),
    )
    return code
      ? undefined
      : `${join(path, manifest)} stands alone: no tests, package or main.py below it`
  }
  const read = readProject(tree, path)
  if (read === undefined || "error" in read || read.project.poetry) return undefined
  if (read.project.name !== undefined) return undefined
  if (tree.has(join(path, "requirements.txt"))) return ""
  return read.project.workspace === undefined
    ? `${join(path, manifest)} has no [project]: it only configures tools`
    : `${join(path, manifest)} is the root of a workspace, without a [project] of its own`
}

function notNode(tree: Tree, path: string): string | undefined {
  const read = readPackage(tree, path)
  const file = join(path, "package.json")
  if (read === undefined || "error" in read) return undefined
  const lock = findLock(tree, path)
  if (lock === undefined)
    return `${file} has no lock file, and belongs to no workspace that has one`
  if (lock.dir === path && workspaceMembers(tree, path).length > 0)
    return `${file} is the root of a workspace: its packages are the units`
  const steps = Object.keys(read.package.scripts).filter((name) =>
    /^(?:lint|test|typecheck|type-check|check|build|start|dev)(?::|$)/.test(name),
  )
  return steps.length === 0
    ? `${file} has no script to build, start, lint, type-check or test`
    : undefined
}

/** A unit is called as its directory; where two would share a name, each gets its path as name. */
function nameAll(candidates: readonly Candidate[]): [string, Candidate][] {
  const short = (candidate: Candidate): string => clean(basename(candidate.path) || "root")
  const long = (candidate: Candidate): string =>
    clean(candidate.path.replaceAll("/", "-") || "root")
  const counts = new Map<string, number>()
  for (const each of new Map(candidates.map((c) => [c.path, c])).values())
    counts.set(short(each), (counts.get(short(each)) ?? 0) + 1)
  const used = new Set<string>()
  return candidates.map((candidate) => {
    const base = counts.get(short(candidate)) === 1 ? short(candidate) : long(candidate)
    const both = candidates.some((c) => c !== candidate && c.path === candidate.path)
    let name = both && candidate.kind === "node" ? `${base}-node` : base
    for (let n = 2; used.has(name); n++) name = `${base}-${n}`
    used.add(name)
    return [name, candidate]
  })
}

/** Directories may be called anything; names are flag values and directories of the reports. */
function clean(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[^\p{L}\p{N}]+|[-.]+$/gu, "") || "unit"
}
