import type { Input, Stage } from "../../runner/task.ts"
import { filesBelow } from "../../tree/files.ts"
import { join, relative, type Tree } from "../../tree/tree.ts"
import { existing, inputs } from "../inputs.ts"
import type { LockRoot } from "./lock.ts"
import { readPackage } from "./package.ts"

const lifecycle = ["preinstall", "install", "postinstall", "prepare", "pnpm:devPreinstall"]

export interface InstallOptions {
  path: string
  lock: LockRoot
  /** Directories of the workspace packages that the unit needs. */
  local: readonly string[]
  /** What the unit's steps see. */
  source: readonly Input[]
}

/** The dependencies, from the manifests alone, unless the repository's own scripts run on install. */
export function installStage(tree: Tree, options: InstallOptions): Stage {
  const { path, lock, local, source } = options
  const manifests = [lock.dir, ...lock.members, ...local].map((dir) => join(dir, "package.json"))
  const archives = local.filter((file) => tree.has(file))
  const scripted = [path, lock.dir, ...local].some((dir) => {
    const read = readPackage(tree, dir)
    return read && "package" in read && lifecycle.some((name) => name in read.package.scripts)
  })
  return {
    label: "dependencies",
    inputs: inputs(
      [
        ...manifests.filter((file) => tree.has(file)),
        ...archives,
        lock.lock.file,
        ...existing(tree, lock.dir, [
          "pnpm-workspace.yaml",
          ".npmrc",
          ".pnpmfile.cjs",
          ".pnpmfile.mjs",
        ]),
        ...filesBelow(tree, join(lock.dir, "patches")),
        ...existing(tree, path, [".npmrc"]),
        ...(scripted ? source.map((input) => input.path) : []),
      ],
      source.flatMap((input) => input.exclude ?? []),
    ),
    commands: [{ argv: installCommand(path, lock), cwd: lock.dir }],
  }
}

/**
 * Of a workspace only the unit, what it needs and the root: other packages' scripts would run on
 * install and want their sources.
 */
function installCommand(path: string, lock: LockRoot): string[] {
  const below = relative(lock.dir, path)
  if (lock.lock.manager === "npm")
    return lock.dir === path
      ? ["npm", "ci"]
      : ["npm", "ci", "--workspace", below, "--include-workspace-root"]
  const filter = lock.dir === path ? [] : ["--filter", `{./${below}}...`]
  return ["pnpm", "install", "--frozen-lockfile", ...filter]
}
