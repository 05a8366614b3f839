import { defaults } from "../../config/defaults.ts"
import { ancestors, type Tree } from "../../tree/tree.ts"
import { existing } from "../inputs.ts"
import type { PythonCheck, PythonContext } from "./context.ts"
import { readProject } from "./project.ts"
import { workspaceRuff } from "./workspace-tools.ts"

/** `ruff check`, and `ruff format --check` where formatting is configured. */
export function ruffCommands(context: PythonContext): PythonCheck[] {
  const { tree, settings, environment, project, bare } = context
  const locked =
    environment.packages.get("ruff") ??
    (project === undefined ? undefined : workspaceRuff(tree, project))
  const version = locked ?? settings.python("ruff")?.value ?? defaults.ruff
  const from = locked ? "uv.lock" : (settings.python("ruff")?.from ?? "default")
  const run = ["uv", "tool", "run", "--from", `ruff==${version}`, "ruff"]
  const formats = formatConfigured(tree, settings.found.path)
  return [
    {
      step: "lint",
      title: `ruff ${version} check`,
      argv: [...run, "check", "--no-cache", "."],
      stages: bare,
      from,
    },
    ...(formats
      ? [
          {
            step: "format",
            title: `ruff ${version} format --check`,
            argv: [...run, "format", "--check", "--no-cache", "."],
            stages: bare,
            from,
          },
        ]
      : []),
  ]
}

/** Whether the configuration that ruff finds, the nearest one, has a table for its formatter. */
function formatConfigured(tree: Tree, dir: string): boolean {
  for (const above of [dir, ...ancestors(dir)]) {
    const [own] = existing(tree, above, [".ruff.toml", "ruff.toml"])
    if (own !== undefined) return /^\s*\[format\]/m.test(tree.read(own) ?? "")
    const read = readProject(tree, above)
    if (read && "project" in read && read.project.tools.has("ruff"))
      return read.project.tools.has("ruff.format")
  }
  return false
}
