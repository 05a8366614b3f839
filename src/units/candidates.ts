import type { LoadedConfig } from "../config/load-config.ts"
import { filesBelow } from "../tree/files.ts"
import { basename, dirname, join, type Tree } from "../tree/tree.ts"
import { discoveryRules } from "./discovery-rules.ts"
import type { Candidate, NotAUnit } from "./found.ts"
import { findLock } from "./node/lock.ts"
import { readPackage, type NodePackage } from "./node/package.ts"
import { workspaceMembers } from "./node/workspace.ts"
import { readProject } from "./python/project.ts"

const manifests = new Set(["pyproject.toml", "package.json", "requirements.txt", "setup.py"])

/** Directories whose manifests make them units, and those that only look so. */
export function candidatesOf(
  tree: Tree,
  loaded: LoadedConfig,
): { candidates: Candidate[]; notUnits: NotAUnit[] } {
  const isLookedIn = discoveryRules(loaded)
  const candidates: Candidate[] = []
  const notUnits: NotAUnit[] = []
  for (const file of tree.files) {
    const path = dirname(file)
    const name = basename(file)
    if (!manifests.has(name) || !isLookedIn(path)) continue
    const kind = name === "package.json" ? "node" : "python"
    const reason =
      kind === "node"
        ? notNode(tree, path)
        : name === "setup.py"
          ? notSetup(tree, path)
          : notPython(tree, path, name)
    if (reason === undefined) candidates.push({ path, kind, foundBy: file })
    else if (reason !== "") notUnits.push({ path, reason })
  }
  return { candidates, notUnits }
}

/** Why the Python manifest makes no unit; empty where there is nothing to tell. */
function notPython(tree: Tree, path: string, manifest: string): string | undefined {
  if (manifest === "requirements.txt") {
    const read = readProject(tree, path)
    // A pyproject.toml that only configures tools stands beside the requirements of a real unit.
    if (read && !("project" in read && read.project.name === undefined && !read.project.poetry))
      return ""
    const code = filesBelow(tree, path).some((file) =>
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
  const file = join(path, manifest)
  if (read.project.workspace !== undefined)
    return `${file} is the root of a workspace, without a [project] of its own`
  return read.project.packaged
    ? `${file} has no [project]: metadata in setup.py or setup.cfg is not read. Add a [project], or a requirements.txt`
    : `${file} has no [project]: it only configures tools`
}

/** A setup.py beside one of the other manifests is told by that one. */
function notSetup(tree: Tree, path: string): string {
  return ["pyproject.toml", "requirements.txt"].some((name) => tree.has(join(path, name)))
    ? ""
    : `${join(path, "setup.py")} is not read. Add a pyproject.toml with a [project]`
}

function notNode(tree: Tree, path: string): string | undefined {
  const read = readPackage(tree, path)
  const file = join(path, "package.json")
  if (read === undefined || "error" in read) return undefined
  const lock = findLock(tree, path)
  if (lock === undefined)
    return `${file} has no lock file, and belongs to no workspace that has one`
  const scripts = checks(read.package)
  if (
    lock.dir === path &&
    workspaceMembers(tree, path).some((dir) => checksOf(tree, dir).length > 0)
  )
    return `${file} is the root of a workspace: its packages are the units${
      scripts.length === 0
        ? ""
        : `. Its own ${scripts.join(", ")} would be a unit of slipway.yaml with path: ${path || "."}`
    }`
  return scripts.length > 0 ||
    Object.keys(read.package.scripts).some((name) => /^(?:build|start|dev)(?::|$)/.test(name))
    ? undefined
    : `${file} has no script to build, start, lint, type-check or test`
}

/** The names of the scripts that check something. */
function checks(pkg: NodePackage): string[] {
  return Object.keys(pkg.scripts).filter((name) =>
    /^(?:lint|test|typecheck|type-check|check)(?::|$)/.test(name),
  )
}

function checksOf(tree: Tree, dir: string): string[] {
  const read = readPackage(tree, dir)
  return read && "package" in read ? checks(read.package) : []
}
