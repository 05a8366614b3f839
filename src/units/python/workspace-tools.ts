import type { Stage } from "../../runner/task.ts"
import { join, type Tree } from "../../tree/tree.ts"
import { declaredPackages } from "./declared-packages.ts"
import { hasTests } from "./has-tests.ts"
import { mirrorGroupCommands, onlyGroups } from "./install-commands.ts"
import { readUvLock, type Packages } from "./lock.ts"
import { readProject, type PythonProject } from "./project.ts"
import { usualGroups } from "./selection.ts"
import { findWorkspace } from "./workspace.ts"

/** Test tools that a workspace declares once, at its root, and its members only use. */
export interface WorkspaceTools {
  stage: Stage
  packages: Packages
  note: string
}

/**
 * The root's dependency groups, where they hold pytest and the member's own do not. Installed beside
 * what is there: uv has no command that syncs a member together with the root's groups. `mirror` is
 * the index to download from where that is not the lock's own.
 */
export function workspaceTools(
  tree: Tree,
  project: PythonProject,
  { packages, mirror }: { packages: Packages; mirror: string | undefined },
): WorkspaceTools | undefined {
  const root = findWorkspace(tree, project)?.dir
  if (root === undefined || root === project.dir || packages.has("pytest")) return undefined
  if (!hasTests(tree, project.dir)) return undefined
  const read = readProject(tree, root)
  if (!read || !("project" in read)) return undefined
  const groups = usualGroups(read.project)
  const declared = declaredPackages(groups.flatMap((group) => read.project.groups[group] ?? []))
  if (!declared.has("pytest")) return undefined
  const lock = readUvLock(tree, root)
  const sync = { argv: ["uv", "sync", "--locked", "--inexact", ...onlyGroups(groups)], cwd: root }
  return {
    stage: {
      label: "workspace tools",
      inputs: [],
      commands: mirror === undefined ? [sync] : mirrorGroupCommands(root, groups, mirror),
    },
    packages: new Map(
      [...declared].map(([name, pin]) => [name, lock?.packages.get(name)?.version ?? pin]),
    ),
    note: `the test tools come from the groups ${groups.join(", ")} of ${join(root, "pyproject.toml")}`,
  }
}

/** The ruff of a project's workspace: the locked one, which is one for all members, else the root's pin. */
export function workspaceRuff(tree: Tree, project: PythonProject): string | undefined {
  const root = findWorkspace(tree, project)?.dir
  if (root === undefined) return undefined
  const read = readProject(tree, root)
  const groups = read && "project" in read ? Object.values(read.project.groups).flat() : []
  return (
    readUvLock(tree, root)?.packages.get("ruff")?.version ?? declaredPackages(groups).get("ruff")
  )
}
