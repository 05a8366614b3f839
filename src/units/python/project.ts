import { parse, TomlError } from "smol-toml"

import { perTree } from "../../tree/per-tree.ts"
import { join, resolve } from "../../tree/tree.ts"

/** What Slipway needs to know of one pyproject.toml. */
export interface PythonProject {
  dir: string
  /** Undefined for a file that only configures tools, or a virtual workspace root. */
  name: string | undefined
  requires: string
  dependencies: string[]
  extras: Record<string, string[]>
  groups: Record<string, string[]>
  /** Groups that uv installs unasked. */
  defaultGroups: string[]
  /** Metadata that a build computes: uv then needs the sources even to check the lock. */
  dynamic: boolean
  /** The version is taken from git's tags, which no container has. */
  versionFromGit: boolean
  /** The project itself gets installed, not only its dependencies. */
  packaged: boolean
  /** Dependencies from elsewhere in the repository: by path, or by the workspace. */
  localPaths: string[]
  /** Paths of `tool.uv.sources` that leave the repository, as `name: path`. */
  escaping: string[]
  workspaceNames: string[]
  workspace: { members: string[]; exclude: string[] } | undefined
  /** Tool tables that are configured: `ruff.format`, `mypy`, `pyright`. */
  tools: Set<string>
  poetry: boolean
}

type Table = Record<string, unknown>

function table(value: unknown): Table {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Table)
    : {}
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : []
}

/** Names as PyPI compares them. https://packaging.python.org/en/latest/specifications/name-normalization/ */
export function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-")
}

/** The distribution's name in a requirement: `httpx[http2]>=0.27; python_version < "4"` is httpx. */
export function requirementName(requirement: string): string | undefined {
  const name = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)/.exec(requirement)?.[1]
  return name === undefined ? undefined : normalize(name)
}

export type ProjectResult = { project: PythonProject } | { error: string }

/** Read `dir/pyproject.toml`; undefined when there is none. */
export const readProject = perTree((tree, dir): ProjectResult | undefined => {
  const file = join(dir, "pyproject.toml")
  const text = tree.read(file)
  if (text === undefined) return undefined
  let root: Table
  try {
    root = parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    return {
      error: `${file}:${error.line}:${error.column} is not valid TOML: ${error.message.split("\n")[0]}`,
    }
  }
  const project = table(root.project)
  const tool = table(root.tool)
  const uv = table(tool.uv)
  const poetry = table(tool.poetry)
  const groups = readGroups(table(root["dependency-groups"]))
  const legacyDev = strings(uv["dev-dependencies"])
  if (legacyDev.length > 0) groups.dev = [...(groups.dev ?? []), ...legacyDev]
  const sources = readSources(dir, table(uv.sources))
  const workspace = uv.workspace === undefined ? undefined : table(uv.workspace)
  return {
    project: {
      dir,
      name: typeof project.name === "string" ? project.name : undefined,
      requires: typeof project["requires-python"] === "string" ? project["requires-python"] : "",
      dependencies: strings(project.dependencies),
      extras: Object.fromEntries(
        Object.entries(table(project["optional-dependencies"])).map(([k, v]) => [k, strings(v)]),
      ),
      groups,
      defaultGroups:
        uv["default-groups"] === "all"
          ? Object.keys(groups)
          : uv["default-groups"] === undefined
            ? Object.keys(groups).filter((group) => group === "dev")
            : strings(uv["default-groups"]),
      dynamic: strings(project.dynamic).length > 0,
      versionFromGit: strings(table(root["build-system"]).requires).some((requirement) =>
        ["setuptools-scm", "hatch-vcs"].includes(requirementName(requirement) ?? ""),
      ),
      packaged: typeof uv.package === "boolean" ? uv.package : root["build-system"] !== undefined,
      ...sources,
      workspace:
        workspace === undefined
          ? undefined
          : { members: strings(workspace.members), exclude: strings(workspace.exclude) },
      tools: configuredTools(tool),
      poetry: project.name === undefined && Object.keys(poetry).length > 0,
    },
  }
})

/** Dependency groups with their includes resolved. https://peps.python.org/pep-0735/ */
function readGroups(raw: Table): Record<string, string[]> {
  const byName = new Map(Object.entries(raw).map(([name, items]) => [normalize(name), items]))
  const expand = (name: string, seen: string[]): string[] => {
    const items = byName.get(normalize(name))
    if (!Array.isArray(items) || seen.includes(normalize(name))) return []
    return items.flatMap((item: unknown) => {
      if (typeof item === "string") return [item]
      const include = table(item)["include-group"]
      return typeof include === "string" ? expand(include, [...seen, normalize(name)]) : []
    })
  }
  return Object.fromEntries(Object.keys(raw).map((name) => [name, expand(name, [])]))
}

function readSources(
  dir: string,
  sources: Table,
): Pick<PythonProject, "localPaths" | "workspaceNames" | "escaping"> {
  const found = {
    localPaths: [] as string[],
    workspaceNames: [] as string[],
    escaping: [] as string[],
  }
  for (const [name, value] of Object.entries(sources)) {
    for (const source of Array.isArray(value) ? value.map(table) : [table(value)]) {
      if (source.workspace === true) found.workspaceNames.push(normalize(name))
      if (typeof source.path !== "string") continue
      const path = resolve(dir, source.path)
      if (path === undefined) found.escaping.push(`${name}: ${source.path}`)
      else found.localPaths.push(path)
    }
  }
  return found
}

function configuredTools(tool: Table): Set<string> {
  const tools = new Set(Object.keys(tool))
  if (table(tool.ruff).format !== undefined) tools.add("ruff.format")
  return tools
}
