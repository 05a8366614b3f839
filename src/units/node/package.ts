import picomatch from "picomatch"
import { parse as parseYaml } from "yaml"

import {
  ancestors,
  basename,
  dirname,
  isInside,
  join,
  relative,
  type Tree,
} from "../../tree/tree.ts"

/** What Slipway needs to know of one package.json. */
export interface NodePackage {
  dir: string
  name: string | undefined
  scripts: Record<string, string>
  /** All kinds of dependencies: name to range. */
  dependencies: Record<string, string>
  packageManager: string | undefined
  engines: Record<string, string>
  workspaces: string[] | undefined
}

export type PackageResult = { package: NodePackage } | { error: string }

function record(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    ),
  )
}

/** Read `dir/package.json`; undefined when there is none. */
export function readPackage(tree: Tree, dir: string): PackageResult | undefined {
  const file = join(dir, "package.json")
  const text = tree.read(file)
  if (text === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { error: `${file} is not valid JSON: ${error.message}` }
  }
  if (typeof value !== "object" || value === null) return { error: `${file}: expected an object` }
  const json = value as Record<string, unknown>
  const workspaces = Array.isArray(json.workspaces)
    ? json.workspaces
    : (json.workspaces as { packages?: unknown } | undefined)?.packages
  return {
    package: {
      dir,
      name: typeof json.name === "string" ? json.name : undefined,
      scripts: record(json.scripts),
      dependencies: {
        ...record(json.peerDependencies),
        ...record(json.optionalDependencies),
        ...record(json.devDependencies),
        ...record(json.dependencies),
      },
      packageManager: typeof json.packageManager === "string" ? json.packageManager : undefined,
      engines: record(json.engines),
      workspaces: Array.isArray(workspaces)
        ? workspaces.filter((glob): glob is string => typeof glob === "string")
        : undefined,
    },
  }
}

/** The lock files that are known, and whose they are. */
export const lockFiles = {
  "pnpm-lock.yaml": "pnpm",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
} as const

export type PackageManager = (typeof lockFiles)[keyof typeof lockFiles]

export function lockIn(
  tree: Tree,
  dir: string,
): { file: string; manager: PackageManager } | undefined {
  for (const [name, manager] of Object.entries(lockFiles))
    if (tree.has(join(dir, name))) return { file: join(dir, name), manager }
  return undefined
}

/** Where a package's dependencies are locked: its own directory, or the workspace root above it. */
export interface LockRoot {
  dir: string
  lock: { file: string; manager: PackageManager }
  /** Directories of the workspace's packages, without the root; empty when it is no workspace. */
  members: string[]
}

/** The globs by which a directory declares itself a workspace root. */
export function workspaceGlobs(tree: Tree, dir: string): string[] | undefined {
  const text = tree.read(join(dir, "pnpm-workspace.yaml"))
  if (text !== undefined) {
    try {
      const value: unknown = parseYaml(text)
      const packages = (value as { packages?: unknown } | null)?.packages
      if (Array.isArray(packages)) return packages.filter((glob) => typeof glob === "string")
    } catch {
      // pnpm reads the same file when it installs and reports what is wrong with it.
    }
  }
  const read = readPackage(tree, dir)
  return read && "package" in read ? read.package.workspaces : undefined
}

/** The packages of the workspace rooted at `dir`. */
export function workspaceMembers(tree: Tree, dir: string): string[] {
  const globs = workspaceGlobs(tree, dir)
  if (globs === undefined) return []
  const clean = (glob: string): string =>
    glob.replace(/^!/, "").replace(/^\.\//, "").replace(/\/+$/, "")
  const positive = picomatch(globs.filter((glob) => !glob.startsWith("!")).map(clean))
  const negative = globs.filter((glob) => glob.startsWith("!")).map(clean)
  const excluded = negative.length > 0 ? picomatch(negative) : () => false
  return tree.files
    .filter((file) => basename(file) === "package.json" && isInside(file, dir))
    .map(dirname)
    .filter((member) => member !== dir)
    .filter((member) => positive(relative(dir, member)) && !excluded(relative(dir, member)))
}

/** The nearest lock that holds for the package in `dir`. */
export function findLock(tree: Tree, dir: string): LockRoot | undefined {
  const own = lockIn(tree, dir)
  if (own !== undefined) return { dir, lock: own, members: workspaceMembers(tree, dir) }
  for (const above of ancestors(dir)) {
    const lock = lockIn(tree, above)
    if (lock === undefined) continue
    const members = workspaceMembers(tree, above)
    if (members.includes(dir)) return { dir: above, lock, members }
  }
  return undefined
}
