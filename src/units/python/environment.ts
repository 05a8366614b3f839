import picomatch from "picomatch"

import { defaults } from "../../config/defaults.ts"
import type { Command, Stage } from "../../runner/task.ts"
import { nearest } from "../../text/nearest.ts"
import {
  ancestors,
  basename,
  dirname,
  isInside,
  join,
  relative,
  requirementsPattern,
  resolve,
  type Tree,
} from "../../tree/tree.ts"
import { existing, inputs } from "../inputs.ts"
import type { Settings } from "../settings.ts"
import { lockedPackages, readUvLock, type Packages } from "./lock.ts"
import { normalize, readProject, requirementName, type PythonProject } from "./project.ts"

/** How a unit's Python environment is made, and what will be in it. */
export interface Environment {
  stages: Stage[]
  /** The virtual environment, relative to the root. */
  venv: string
  packages: Packages
  /** Directories outside the unit that it depends on. */
  localPaths: string[]
  /** How it is installed, for people: "uv sync --locked". */
  how: string
  notes: string[]
}

const wantedExtras = ["dev", "test", "tests", "testing"]
const wantedGroups = [...wantedExtras, "lint", "typing", "typecheck"]

/** The environment of a unit with a pyproject.toml; `source` is what the unit itself consists of. */
export function projectEnvironment(
  tree: Tree,
  project: PythonProject,
  settings: Settings,
  source: readonly string[],
): Environment | { error: string } {
  const extras = choose(settings, "extras", Object.keys(project.extras), wantedExtras)
  if ("error" in extras) return extras
  const groups = choose(settings, "groups", Object.keys(project.groups), wantedGroups)
  if ("error" in groups) return groups

  const workspace = findWorkspace(tree, project)
  const lockDir = workspace?.dir ?? project.dir
  const local = localDependencies(tree, project, workspace?.members ?? [])
  const lockText = tree.read(join(lockDir, "uv.lock"))
  const lock = lockText === undefined ? undefined : readUvLock(lockText)
  const at = (argv: string[]): Command => ({ argv, cwd: project.dir })
  const selection = [
    ...extras.chosen.flatMap((extra) => ["--extra", extra]),
    ...groups.chosen.flatMap((group) => ["--group", group]),
  ]
  const allGroups = [...new Set([...groups.chosen, ...project.defaultGroups])]
  const venv = join(lockDir, ".venv")
  const manifests = [
    ...existing(tree, project.dir, ["pyproject.toml", ".python-version"]),
    ...existing(tree, lockDir, ["pyproject.toml", "uv.lock", "uv.toml", ".python-version"]),
    ...(workspace?.members ?? []).map((dir) => join(dir, "pyproject.toml")),
  ]
  // A path dependency is read whole while the lock is checked; a workspace member is not.
  const wholeEarly = local.filter((dir) => !workspace?.members.includes(dir))
  const dynamic = project.dynamic || local.some((dir) => isDynamic(tree, dir))
  const needsProject = project.packaged || local.length > wholeEarly.length
  const all = [...manifests, ...wholeEarly, ...local, ...source]
  const declared = [
    ...project.dependencies,
    ...extras.chosen.flatMap((extra) => project.extras[extra] ?? []),
    ...allGroups.flatMap((group) => project.groups[group] ?? []),
  ]

  if (lockText === undefined) {
    const python = ["--python", relative(project.dir, join(project.dir, ".venv/bin/python"))]
    const install = [
      at(["uv", "venv", "--quiet", ".venv"]),
      at([
        "uv",
        "pip",
        "install",
        ...python,
        "-r",
        "pyproject.toml",
        ...selectionForPip(extras.chosen, allGroups),
      ]),
    ]
    const own = project.packaged
      ? [at(["uv", "pip", "install", ...python, "--no-deps", "-e", "."])]
      : []
    return {
      stages: dynamic
        ? [{ label: "dependencies", inputs: inputs(all), commands: [...install, ...own] }]
        : [
            { label: "dependencies", inputs: inputs([...manifests, ...local]), commands: install },
            ...(own.length > 0
              ? [{ label: "project", inputs: inputs([...local, ...source]), commands: own }]
              : []),
          ],
      venv: join(project.dir, ".venv"),
      packages: declaredPackages(declared),
      localPaths: local,
      how: "uv pip install",
      notes: [
        `no uv.lock: the versions are resolved anew on each install; write one with: uv lock --project ${project.dir || "."}`,
      ],
    }
  }

  const packages =
    lock === undefined || project.name === undefined
      ? declaredPackages(declared)
      : lockedPackages(lock, project.name, extras.chosen, allGroups)
  const index = settings.python("index")?.value
  const commands =
    index === undefined || sameIndex(index, lock?.registries)
      ? syncCommands(at, selection, needsProject)
      : mirrorCommands(at, selection, project, venv, local, index)
  return {
    stages:
      dynamic || commands.project === undefined
        ? [
            {
              label: "dependencies",
              inputs: inputs(dynamic ? all : [...manifests, ...wholeEarly]),
              commands:
                dynamic && commands.project
                  ? [...commands.dependencies, ...commands.project]
                  : commands.dependencies,
            },
          ]
        : [
            {
              label: "dependencies",
              inputs: inputs([...manifests, ...wholeEarly]),
              commands: commands.dependencies,
            },
            { label: "project", inputs: inputs([...local, ...source]), commands: commands.project },
          ],
    venv,
    packages,
    localPaths: local,
    how: index === undefined ? "uv sync --locked" : `uv.lock, downloaded from ${index}`,
    notes: [],
  }
}

interface InstallCommands {
  dependencies: Command[]
  project: Command[] | undefined
}

function syncCommands(
  at: (argv: string[]) => Command,
  selection: string[],
  needsProject: boolean,
): InstallCommands {
  const sync = ["uv", "sync", "--locked", ...selection]
  return needsProject
    ? {
        dependencies: [at([...sync, "--no-install-project", "--no-install-workspace"])],
        project: [at(sync)],
      }
    : { dependencies: [at(sync)], project: undefined }
}

/**
 * A lock names the index that it was made with: `uv sync --locked` against another one calls it
 * stale, and `--frozen` downloads from the lock's own host. So the lock is checked against itself
 * without the network, and its hashes are installed from the index that was asked for.
 */
function mirrorCommands(
  at: (argv: string[]) => Command,
  selection: string[],
  project: PythonProject,
  venv: string,
  local: string[],
  index: string,
): InstallCommands {
  const list = ".slipway-requirements.txt"
  const environment = relative(project.dir, venv)
  const python = ["--python", `${environment}/bin/python`, "--default-index", index]
  const editables = [...local, ...(project.packaged ? [project.dir] : [])].flatMap((dir) => [
    "-e",
    dir === project.dir ? "." : relative(project.dir, dir),
  ])
  return {
    dependencies: [
      at(["env", "-u", "UV_DEFAULT_INDEX", "uv", "lock", "--check", "--offline"]),
      at([
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
        ...selection,
      ]),
      at(["uv", "venv", "--quiet", "--allow-existing", environment]),
      at(["uv", "pip", "install", ...python, "--require-hashes", "-r", list]),
    ],
    project:
      editables.length === 0
        ? undefined
        : [at(["uv", "pip", "install", ...python, "--no-deps", ...editables])],
  }
}

function sameIndex(index: string, registries: ReadonlySet<string> | undefined): boolean {
  const bare = (url: string): string => url.replace(/\/+$/, "")
  return (
    registries !== undefined && [...registries].some((registry) => bare(registry) === bare(index))
  )
}

/** The environment of a unit that has only requirement files. */
export function requirementsEnvironment(
  tree: Tree,
  dir: string,
  settings: Settings,
): Environment | { error: string } {
  const configured = settings.found.config.requirements
  const files = configured?.map((file) => join(dir, file)) ?? requirementFiles(tree, dir)
  const missing = files.find((file) => tree.read(file) === undefined)
  if (missing !== undefined || files.length === 0)
    return {
      error: `${missing ?? join(dir, "requirements.txt")} is not there; name the files to install: ${settings.key("requirements")}`,
    }
  const closure = requirementClosure(tree, files)
  const python = ["--python", ".venv/bin/python"]
  return {
    stages: [
      {
        label: "dependencies",
        inputs: inputs([...closure.files, ...closure.local, ...existing(tree, dir, ["uv.toml"])]),
        commands: [
          { argv: ["uv", "venv", "--quiet", ".venv"], cwd: dir },
          {
            argv: [
              "uv",
              "pip",
              "install",
              ...python,
              ...files.flatMap((file) => ["-r", relative(dir, file)]),
            ],
            cwd: dir,
          },
        ],
      },
    ],
    venv: join(dir, ".venv"),
    packages: declaredPackages(closure.requirements),
    localPaths: closure.local,
    how: `uv pip install -r ${files.map((file) => relative(dir, file)).join(" -r ")}`,
    notes: [],
  }
}

/** `requirements.txt` and the usual companions for tests, in the unit or its `requirements/`. */
function requirementFiles(tree: Tree, dir: string): string[] {
  const test = /(?:^|[-_.])(?:dev|develop|test|tests|testing|ci)(?:[-_.]|$)/
  return tree.files.filter((file) => {
    const name = basename(file)
    const parent = dirname(file)
    if (!name.endsWith(".txt")) return false
    if (parent === dir)
      return name === "requirements.txt" || (requirementsPattern.test(name) && test.test(name))
    return parent === join(dir, "requirements") && test.test(name)
  })
}

/** Follow `-r`, `-c` and `-e` lines. https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
function requirementClosure(
  tree: Tree,
  roots: readonly string[],
): { files: string[]; local: string[]; requirements: string[] } {
  const files: string[] = []
  const local: string[] = []
  const requirements: string[] = []
  const queue = [...roots]
  while (queue.length > 0) {
    const file = queue.shift()!
    if (files.includes(file)) continue
    files.push(file)
    for (const raw of (tree.read(file) ?? "").split("\n")) {
      const line = raw.trim()
      const include = /^(?:-r|--requirement|-c|--constraint)[ =]\s*(\S+)/.exec(line)?.[1]
      const path =
        /^(?:-e|--editable)[ =]\s*(\S+)/.exec(line)?.[1] ??
        (/^\.{1,2}\//.test(line) ? line.split(/[\s;[]/)[0] : undefined)
      const target = resolve(dirname(file), (include ?? path ?? "").split("[")[0]!)
      if (include !== undefined && target !== undefined) queue.push(target)
      else if (path !== undefined && !path.includes("://") && target !== undefined)
        local.push(target)
      else if (line !== "" && !line.startsWith("#") && !line.startsWith("-"))
        requirements.push(line)
    }
  }
  return { files, local: local.filter((dir) => dir !== ""), requirements }
}

/** The names that are declared; `pytest-asyncio` brings pytest with it. */
function declaredPackages(requirements: readonly string[]): Packages {
  const found = new Map<string, string | undefined>()
  for (const requirement of requirements) {
    const name = requirementName(requirement)
    if (name === undefined) continue
    const pin = /==\s*([\w.]+)\s*(?:;|$|\\|--)/.exec(requirement)?.[1]
    found.set(name, pin)
    if (name.startsWith("pytest-") && !found.has("pytest")) found.set("pytest", undefined)
  }
  return found
}

function selectionForPip(extras: readonly string[], groups: readonly string[]): string[] {
  return [
    ...extras.flatMap((extra) => ["--extra", extra]),
    ...groups.flatMap((group) => ["--group", group]),
  ]
}

/** uv only warns about an extra that does not exist and installs nothing for it: so it is checked here. */
function choose(
  settings: Settings,
  what: "extras" | "groups",
  declared: readonly string[],
  wanted: readonly string[],
): { chosen: string[] } | { error: string } {
  const configured = settings.found.config[what]
  const byName = new Map(declared.map((name) => [normalize(name), name]))
  if (configured === undefined)
    return { chosen: declared.filter((name) => wanted.includes(normalize(name))) }
  const unknown = configured.find((name) => !byName.has(normalize(name)))
  if (unknown === undefined)
    return { chosen: configured.map((name) => byName.get(normalize(name))!) }
  const hint = nearest(unknown, declared)
  const other = what === "extras" ? "dependency groups" : "extras"
  const has = declared.length === 0 ? `declares no ${what}` : `has ${declared.join(", ")}`
  return {
    error: `${settings.key(what)} names "${unknown}", but ${join(settings.found.path, "pyproject.toml")} ${has}${hint ? `; did you mean "${hint}"?` : ""} (${other} are another setting)`,
  }
}

interface Workspace {
  dir: string
  members: string[]
}

/** The uv workspace that a project belongs to. https://docs.astral.sh/uv/concepts/projects/workspaces/ */
export function findWorkspace(tree: Tree, project: PythonProject): Workspace | undefined {
  for (const dir of [project.dir, ...ancestors(project.dir)]) {
    const read = dir === project.dir ? { project } : readProject(tree, dir)
    if (!read || !("project" in read) || read.project.workspace === undefined) continue
    const { members, exclude } = read.project.workspace
    const matches = picomatch(members.map(trimGlob))
    const excluded = exclude.length > 0 ? picomatch(exclude.map(trimGlob)) : () => false
    const found = tree.files
      .filter((file) => basename(file) === "pyproject.toml" && isInside(file, dir))
      .map(dirname)
      .filter(
        (member) =>
          member !== dir && matches(relative(dir, member)) && !excluded(relative(dir, member)),
      )
    if (dir === project.dir || found.includes(project.dir)) return { dir, members: found }
    return undefined
  }
  return undefined
}

function trimGlob(glob: string): string {
  return glob.replace(/^\.\//, "").replace(/\/+$/, "")
}

/** Directories of the repository that a project needs, its dependencies' dependencies included. */
function localDependencies(
  tree: Tree,
  project: PythonProject,
  members: readonly string[],
): string[] {
  const byName = new Map<string, string>()
  for (const member of members) {
    const read = readProject(tree, member)
    if (read && "project" in read && read.project.name !== undefined)
      byName.set(normalize(read.project.name), member)
  }
  const found = new Set<string>()
  const visit = (each: PythonProject): void => {
    const named = each.workspaceNames.concat(
      // A workspace root's sources hold for its members, so a plain dependency may be a member too.
      each.dependencies.flatMap((requirement) => requirementName(requirement) ?? []),
    )
    const dirs = [...each.localPaths, ...named.flatMap((name) => byName.get(name) ?? [])]
    for (const dir of dirs) {
      if (dir === project.dir || found.has(dir)) continue
      found.add(dir)
      const read = readProject(tree, dir)
      if (read && "project" in read) visit(read.project)
    }
  }
  visit(project)
  return [...found].sort()
}

function isDynamic(tree: Tree, dir: string): boolean {
  const read = readProject(tree, dir)
  return read !== undefined && "project" in read && read.project.dynamic
}

export const pinnedTools = {
  ruff: defaults.ruff,
  mypy: defaults.mypy,
  pyright: defaults.pyright,
  pytest: defaults.pytest,
} as const
