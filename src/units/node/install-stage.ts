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
  const manifests = [lock.dir, ...lock.members].map((dir) => join(dir, "package.json"))
  const scripted = [path, lock.dir, ...local].some((dir) => {
    const read = readPackage(tree, dir)
    return read && "package" in read && lifecycle.some((name) => name in read.package.scripts)
  })
  return {
    label: "dependencies",
    inputs: inputs([
      ...manifests.filter((file) => tree.has(file)),
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
    ]),
    commands: [{ argv: installCommand(path, lock), cwd: lock.dir }],
  }
}

function installCommand(path: string, lock: LockRoot): string[] {
  if (lock.lock.manager === "npm") return ["npm", "ci"]
  const filter = lock.dir === path ? [] : ["--filter", `{./${relative(lock.dir, path)}}...`]
  return ["pnpm", "install", "--frozen-lockfile", ...filter]
}
