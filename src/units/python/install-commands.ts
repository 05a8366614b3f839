import type { Command } from "../../runner/task.ts"
import { relative } from "../../tree/tree.ts"
import { compiled } from "./compiled.ts"
import type { PythonProject } from "./project.ts"
import { selectionFlags, type Selection } from "./selection.ts"

/** What makes an environment: the dependencies, then what needs the project's own sources. */
export interface InstallCommands {
  dependencies: Command[]
  project: Command[] | undefined
}

/** `uv sync --locked`, in two parts where the project or a workspace member is itself installed. */
export function syncCommands(
  project: PythonProject,
  selection: Selection,
  needsProject: boolean,
): InstallCommands {
  const at = (argv: string[]): Command => ({ argv, cwd: project.dir })
  const sync = ["uv", "sync", "--locked", ...selectionFlags(selection)]
  return needsProject
    ? {
        dependencies: [at([...sync, "--no-install-project", "--no-install-workspace", compiled])],
        project: [at(sync)],
      }
    : { dependencies: [at([...sync, compiled])], project: undefined }
}

/** Without a lock: what pyproject.toml declares, at the newest versions that fit. */
export function unlockedCommands(project: PythonProject, selection: Selection): InstallCommands {
  const at = (argv: string[]): Command => ({ argv, cwd: project.dir })
  const pip = ["uv", "pip", "install", "--python", ".venv/bin/python"]
  const groups = [...new Set([...selection.groups, ...project.defaultGroups])]
  return {
    dependencies: [
      at(["uv", "venv", "--quiet", ".venv"]),
      at([...pip, compiled, "-r", "pyproject.toml", ...selectionFlags({ ...selection, groups })]),
    ],
    project: project.packaged ? [at([...pip, "--no-deps", "-e", "."])] : undefined,
  }
}

export interface MirrorOptions {
  project: PythonProject
  selection: Selection
  /** The virtual environment, relative to the root. */
  venv: string
  /** Directories of the repository that are installed as they are. */
  local: readonly string[]
  index: string
}

/**
 * A lock names the index that it was made with: `uv sync --locked` against another one calls it
 * stale, and `--frozen` downloads from the lock's own host. So the lock is checked against itself
 * without the network, and its hashes are installed from the index that was asked for.
 */
export function mirrorCommands(options: MirrorOptions): InstallCommands {
  const { project, selection, venv, local, index } = options
  const at = (argv: string[]): Command => ({ argv, cwd: project.dir })
  const list = ".slipway-requirements.txt"
  const environment = relative(project.dir, venv)
  const pip = ["uv", "pip", "install", "--python", `${environment}/bin/python`]
  const toIndex = [...pip, "--default-index", index]
  const editables = [...local, ...(project.packaged ? [project.dir] : [])].flatMap((dir) => [
    "-e",
    relative(project.dir, dir),
  ])
  return {
    dependencies: [
      at(["env", "-u", "UV_DEFAULT_INDEX", "uv", "lock", "--check", "--offline"]),
      at(exportCommand(list, selectionFlags(selection))),
      at(["uv", "venv", "--quiet", "--allow-existing", environment]),
      at([...toIndex, compiled, "--require-hashes", "-r", list]),
    ],
    project: editables.length === 0 ? undefined : [at([...toIndex, "--no-deps", ...editables])],
  }
}

/** The same for groups of a workspace's root, in the environment that its member has made. */
export function mirrorGroupCommands(
  root: string,
  groups: readonly string[],
  index: string,
): Command[] {
  const list = ".slipway-groups.txt"
  const pip = ["uv", "pip", "install", "--python", ".venv/bin/python", "--default-index", index]
  return [
    { argv: exportCommand(list, onlyGroups(groups)), cwd: root },
    { argv: [...pip, compiled, "--require-hashes", "-r", list], cwd: root },
  ]
}

/** The flags for these groups and nothing else. */
export function onlyGroups(groups: readonly string[]): string[] {
  return groups.flatMap((group) => ["--only-group", group])
}

/** A lock's packages of the index, with their hashes, as a requirement file. */
function exportCommand(list: string, flags: readonly string[]): string[] {
  return [
    "uv",
    "export",
    "--quiet",
    "--frozen",
    "--no-emit-project",
    "--no-emit-workspace",
    "--no-emit-local",
    "--format",
    "requirements.txt",
    "-o",
    list,
    ...flags,
  ]
}
