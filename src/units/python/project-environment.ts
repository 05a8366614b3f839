import type { Command, Stage } from "../../runner/task.ts"
import { join, type Tree } from "../../tree/tree.ts"
import { existing, inputs, leftOut } from "../inputs.ts"
import type { Settings } from "../settings.ts"
import { declaredPackages } from "./declared-packages.ts"
import type { Environment } from "./environment.ts"
import {
  mirrorCommands,
  syncCommands,
  unlockedCommands,
  type InstallCommands,
} from "./install-commands.ts"
import { localDependencies } from "./local-dependencies.ts"
import { lockedPackages, readUvLock, type Packages } from "./lock.ts"
import { readProject, type PythonProject } from "./project.ts"
import { select, type Selection } from "./selection.ts"
import { workspaceTools } from "./workspace-tools.ts"
import { findWorkspace } from "./workspace.ts"

/** The environment of a unit with a [project]; `source` is what the unit itself consists of. */
export function projectEnvironment(
  tree: Tree,
  project: PythonProject,
  settings: Settings,
  source: readonly string[],
): Environment | { error: string } {
  const selection = select(project, settings)
  if ("error" in selection) return selection
  const workspace = findWorkspace(tree, project)
  const members = workspace?.members ?? []
  const lockDir = workspace?.dir ?? project.dir
  const needed = localDependencies(tree, project, members)
  if ("error" in needed) return needed
  const local = needed.paths
  const dynamic = [project.dir, ...local].some((dir) => isDynamic(tree, dir))
  const exclude = leftOut(tree, settings.found.config.exclude)
  const manifests = [
    ...existing(tree, project.dir, ["pyproject.toml", ".python-version"]),
    ...existing(tree, lockDir, ["pyproject.toml", "uv.lock", "uv.toml", ".python-version"]),
    ...members.map((dir) => join(dir, "pyproject.toml")),
  ]

  if (!tree.has(join(lockDir, "uv.lock")))
    return {
      stages: stages(unlockedCommands(project, selection), {
        early: [...manifests, ...local],
        late: [...local, ...source],
        dynamic,
        exclude,
      }),
      venv: join(project.dir, ".venv"),
      packages: declared(project, selection),
      localPaths: local,
      how: "uv pip install",
      notes: [
        `no uv.lock: the versions are resolved anew on each install; write one with: uv lock --project ${project.dir || "."}`,
      ],
    }

  const lock = readUvLock(tree, lockDir)
  const venv = join(lockDir, ".venv")
  const index = settings.python("index")?.value
  // A path dependency is read whole while the lock is checked; a workspace member is not.
  const wholeEarly = local.filter((dir) => !members.includes(dir))
  const needsProject = project.packaged || local.length > wholeEarly.length
  const mirror = index === undefined || sameIndex(index, lock?.registries) ? undefined : index
  const packages =
    lock === undefined || project.name === undefined
      ? declared(project, selection)
      : lockedPackages(lock, project.name, selection.extras, allGroups(project, selection))
  const tools = workspaceTools(tree, project, { packages, mirror })
  const commands =
    mirror === undefined
      ? syncCommands(project, selection, needsProject)
      : mirrorCommands({ project, selection, venv, local, index: mirror })
  const paths = {
    early: [...manifests, ...wholeEarly],
    late: [...local, ...source],
    dynamic,
    exclude,
  }
  return {
    // Last, as the sync before it removes what is not its own.
    stages: [...stages(commands, paths), ...(tools === undefined ? [] : [tools.stage])],
    venv,
    packages: tools === undefined ? packages : new Map([...packages, ...tools.packages]),
    localPaths: local,
    how: mirror === undefined ? "uv sync --locked" : `uv.lock, downloaded from ${mirror}`,
    notes: tools === undefined ? [] : [tools.note],
  }
}

/**
 * Two stages, so that an edit of the sources keeps the dependencies; one where the metadata is
 * computed from the sources.
 */
function stages(
  commands: InstallCommands,
  paths: { early: string[]; late: string[]; dynamic: boolean; exclude: string[] },
): Stage[] {
  const { early, late, dynamic, exclude } = paths
  const stage = (label: string, of: string[], run: Command[]): Stage => ({
    label,
    inputs: inputs(of, exclude),
    commands: run,
  })
  const project = commands.project ?? []
  if (dynamic)
    return [stage("dependencies", [...early, ...late], [...commands.dependencies, ...project])]
  return [
    stage("dependencies", early, commands.dependencies),
    ...(project.length > 0 ? [stage("project", late, project)] : []),
  ]
}

function allGroups(project: PythonProject, selection: Selection): string[] {
  return [...new Set([...selection.groups, ...project.defaultGroups])]
}

function declared(project: PythonProject, selection: Selection): Packages {
  return declaredPackages([
    ...project.dependencies,
    ...selection.extras.flatMap((extra) => project.extras[extra] ?? []),
    ...allGroups(project, selection).flatMap((group) => project.groups[group] ?? []),
  ])
}

function sameIndex(index: string, registries: ReadonlySet<string> | undefined): boolean {
  const bare = (url: string): string => url.replace(/\/+$/, "")
  return (
    registries !== undefined && [...registries].some((registry) => bare(registry) === bare(index))
  )
}

function isDynamic(tree: Tree, dir: string): boolean {
  const read = readProject(tree, dir)
  return read !== undefined && "project" in read && read.project.dynamic
}
