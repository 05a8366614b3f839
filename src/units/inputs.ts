import type { Input } from "../runner/task.ts"
import { exists, filesIn } from "../tree/files.ts"
import { ancestors, basename, dirname, isInside, join, resolve, type Tree } from "../tree/tree.ts"

/**
 * Files directly above a unit that tools look up from below: configuration of linters, compilers
 * and test runners. A unit sees them, and an edit of them re-runs it.
 */
const lookedUp: Record<"python" | "node", RegExp> = {
  python:
    /^(?:pyproject\.toml|\.?ruff\.toml|\.?mypy\.ini|setup\.cfg|tox\.ini|\.?pytest\.(?:ini|toml)|conftest\.py|\.coveragerc|\.python-version|uv\.toml|pyrightconfig\.json|\.editorconfig)$/,
  node: /^(?:[tj]sconfig[\w.-]*\.json|\.eslintrc[\w.]*|\.eslintignore|eslint\.config\.\w+|\.prettierrc[\w.]*|prettier\.config\.\w+|\.prettierignore|biome\.jsonc?|\.oxlintrc\.json|\.oxfmtrc\.json|vite(?:st)?\.(?:config|workspace)\.\w+|babel\.config\.\w+|jest\.(?:config|preset)\.\w+|\.npmrc|turbo\.json|\.editorconfig|\.browserslistrc|\.gitignore)$/,
}

/** The configuration files above `dir` that tools of this language look up. */
export function filesAbove(tree: Tree, dir: string, language: "python" | "node"): string[] {
  return ancestors(dir).flatMap((above) =>
    filesIn(tree, above).filter((file) => lookedUp[language].test(basename(file))),
  )
}

/** Those of `names` that exist in `dir`, as paths. */
export function existing(tree: Tree, dir: string, names: readonly string[]): string[] {
  return names.map((name) => join(dir, name)).filter((path) => tree.has(path))
}

/** What no step of a unit sees: what its configuration leaves out, and virtual environments. */
export function leftOut(tree: Tree, exclude: readonly string[] = []): string[] {
  return [...exclude, ...tree.environments]
}

/** Where the links below `dir` point to, if outside it: into the repository, or out of it. */
export function linksOut(
  tree: Tree,
  dir: string,
  exclude: readonly string[] = [],
): { targets: string[]; escaping: string[] } {
  const targets: string[] = []
  const escaping: string[] = []
  for (const [link, written] of tree.links) {
    if (!isInside(link, dir) || exclude.some((out) => isInside(link, out))) continue
    const target = resolve(dirname(link), written)
    if (target === undefined) escaping.push(`${link} -> ${written}`)
    else if (!isInside(target, dir) && exists(tree, target)) targets.push(target)
  }
  return { targets, escaping }
}

/**
 * Inputs in a fixed order without what another one already brings, so that equal needs give equal
 * stages and stages are shared between steps.
 */
export function inputs(paths: Iterable<string>, exclude: readonly string[] = []): Input[] {
  const sorted = [...new Set(paths)].sort()
  const kept = new Set<string>()
  // What lies below an input sorts after it, so the outer one is always there first.
  for (const path of sorted) if (!ancestors(path).some((outer) => kept.has(outer))) kept.add(path)
  return [...kept].map((path) => {
    const out = exclude.filter((dir) => dir !== path && isInside(dir, path)).sort()
    return out.length === 0 ? { path } : { path, exclude: out }
  })
}
