import type { LoadedConfig } from "../config/load-config.ts"
import type { Problem } from "../config/problem.ts"
import { exists } from "../tree/files.ts"
import { ignored, isInside, type Tree } from "../tree/tree.ts"
import type { Found } from "./found.ts"
import { inputProblems } from "./input-paths.ts"

/**
 * What is wrong with the configured `exclude`. In the unit a directory may come and go with builds;
 * elsewhere a name of nothing is a mistake, often a path relative to the unit.
 */
export function excludeProblems(tree: Tree, loaded: LoadedConfig, unit: Found): Problem[] {
  const key = ["units", unit.name, "exclude"]
  const outside = (path: string): boolean => !isInside(path, unit.path) && !isLeftOut(tree, path)
  return inputProblems(tree, loaded, key, unit.config.exclude ?? [], outside)
}

/** Excluded directories of the unit that are not there: a misspelt one would be seen by its steps. */
export function excludeNotes(tree: Tree, { name, config }: Found): string[] {
  return (config.exclude ?? []).flatMap((path, i) =>
    exists(tree, path) || isLeftOut(tree, path)
      ? []
      : [`units.${name}.exclude.${i}: ${path} is not there, so nothing is left out`],
  )
}

function isLeftOut(tree: Tree, path: string): boolean {
  const names: readonly string[] = ignored
  return (
    path.split("/").some((part) => names.includes(`**/${part}`)) ||
    tree.environments.some((dir) => isInside(path, dir))
  )
}
