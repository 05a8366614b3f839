import { parse, TomlError } from "smol-toml"

import { perTree } from "../../tree/per-tree.ts"
import { join } from "../../tree/tree.ts"
import { dependencyGroups } from "./dependency-groups.ts"
import { requirementName } from "./requirement-name.ts"
import { strings, table, type Table } from "./toml-values.ts"
import { uvSources } from "./uv-sources.ts"

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
  const groups = dependencyGroups(table(root["dependency-groups"]))
  const legacyDev = strings(uv["dev-dependencies"])
  if (legacyDev.length > 0) groups.dev = [...(groups.dev ?? []), ...legacyDev]
  const sources = uvSources(dir, table(uv.sources))
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

function configuredTools(tool: Table): Set<string> {
  const tools = new Set(Object.keys(tool))
  if (table(tool.ruff).format !== undefined) tools.add("ruff.format")
  return tools
}
