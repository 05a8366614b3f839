import { ancestors, join, type Tree } from "../../tree/tree.ts"
import { readPackage } from "./package.ts"
import { workspaceMembers } from "./workspace.ts"

/** The lock files that are known, and whose they are. */
const lockFiles = {
  "pnpm-lock.yaml": "pnpm",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
  "yarn.lock": "yarn",
  "bun.lock": "bun",
  "bun.lockb": "bun",
} as const

export type PackageManager = (typeof lockFiles)[keyof typeof lockFiles]

/** Where a package's dependencies are locked: its own directory, or the workspace root above it. */
export interface LockRoot {
  dir: string
  lock: { file: string; manager: PackageManager }
  /** Directories of the workspace's packages, without the root; empty when it is no workspace. */
  members: readonly string[]
}

/** The lock file of `dir`; of two, the one that `packageManager` names. */
function lockIn(tree: Tree, dir: string): LockRoot["lock"] | undefined {
  const found = Object.entries(lockFiles)
    .map(([name, manager]) => ({ file: join(dir, name), manager }))
    .filter(({ file }) => tree.has(file))
  const read = readPackage(tree, dir)
  const named = read && "package" in read ? read.package.packageManager?.split("@")[0] : undefined
  return found.find(({ manager }) => manager === named) ?? found[0]
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
