import { defaults } from "../../config/defaults.ts"
import type { Tree } from "../../tree/tree.ts"
import { existing } from "../inputs.ts"
import type { PythonCheck, PythonContext } from "./context.ts"

/** `ruff check`, and `ruff format --check` where formatting is configured. */
export function ruffCommands({
  tree,
  settings,
  environment,
  project,
  bare,
}: PythonContext): PythonCheck[] {
  const locked = environment.packages.get("ruff")
  const version = locked ?? settings.python("ruff")?.value ?? defaults.ruff
  const from = locked ? "uv.lock" : (settings.python("ruff")?.from ?? "default")
  const run = ["uv", "tool", "run", "--from", `ruff==${version}`, "ruff"]
  const formats = project?.tools.has("ruff.format") || formatConfigured(tree, settings.found.path)
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

function formatConfigured(tree: Tree, dir: string): boolean {
  return existing(tree, dir, ["ruff.toml", ".ruff.toml"]).some((file) =>
    /^\[format\]/m.test(tree.read(file) ?? ""),
  )
}
