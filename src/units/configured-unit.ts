import type { LoadedConfig } from "../config/load-config.ts"
import type { Problem } from "../config/problem.ts"
import type { UnitConfig } from "../config/unit-schema.ts"
import { nearest } from "../text/nearest.ts"
import { directories, filesBelow } from "../tree/files.ts"
import { join, type Tree } from "../tree/tree.ts"
import type { Found } from "./found.ts"
import type { UnitKind } from "./unit.ts"

export interface ConfiguredUnitOptions {
  tree: Tree
  loaded: LoadedConfig
  name: string
  config: UnitConfig
  /** The names of the units that discovery found. */
  known: readonly string[]
}

/** A unit that only the configuration names, or what is wrong with it. */
export function configuredUnit(
  options: ConfiguredUnitOptions,
): { unit: Found } | { problem: Problem } {
  const { tree, loaded, name, config, known } = options
  const { path } = config
  const problem = (
    key: readonly string[],
    rest: { expected: string; received: string; hint?: string | undefined },
  ): { problem: Problem } => {
    const at = ["units", name, ...key]
    const { hint, ...shown } = rest
    const line = loaded.lineOf(at)
    return {
      problem: {
        key: at.join("."),
        ...(line === undefined ? {} : { line }),
        ...shown,
        ...(hint ? { hint } : {}),
      },
    }
  }
  if (path === undefined)
    return problem([], {
      expected: "the name of a discovered unit, or `path` with the unit's directory",
      received: `"${name}"`,
      hint: nearest(name, known),
    })
  if (filesBelow(tree, path).length === 0)
    return problem(["path"], {
      expected: "a directory with files",
      received: `"${path}"`,
      hint: nearest(path, directories(tree)),
    })
  const kind = config.kind ?? guessKind(tree, path)
  if (kind === undefined)
    return problem(["kind"], {
      expected: "python, node or custom, as the directory has no manifest",
      received: "nothing",
    })
  return { unit: { name, path, kind, foundBy: loaded.file, config } }
}

function guessKind(tree: Tree, path: string): UnitKind | undefined {
  if (tree.has(join(path, "pyproject.toml")) || tree.has(join(path, "requirements.txt")))
    return "python"
  return tree.has(join(path, "package.json")) ? "node" : undefined
}
