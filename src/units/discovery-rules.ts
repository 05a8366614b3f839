import picomatch from "picomatch"

import type { LoadedConfig } from "../config/load-config.ts"
import type { Problem } from "../config/problem.ts"
import { nearest } from "../text/nearest.ts"
import { directories } from "../tree/files.ts"
import { ancestors, type Tree } from "../tree/tree.ts"

/** Whether units are looked for in a directory, by `discover` of slipway.yaml. */
export function discoveryRules({ config }: LoadedConfig): (dir: string) => boolean {
  const { discover } = config
  if (discover === false) return () => false
  const { include, exclude } = typeof discover === "object" ? discover : {}
  const included = include === undefined ? () => true : matcher(include)
  const excluded = exclude === undefined ? () => false : matcher(exclude)
  return (dir) => included(dir) && !excluded(dir)
}

/** What is wrong with `discover.include`: a glob without a directory would drop its units silently. */
export function includeProblems(tree: Tree, { config, lineOf }: LoadedConfig): Problem[] {
  const { discover } = config
  const globs = typeof discover === "object" ? (discover.include ?? []) : []
  if (globs.length === 0) return []
  const all = new Set([...directories(tree)].flatMap((dir) => [dir, ...ancestors(dir)]))
  return globs.flatMap((glob, i): Problem[] => {
    if ([...all].some(matcher([glob]))) return []
    const key = ["discover", "include", i]
    const line = lineOf(key)
    const hint = nearest(normalized(glob).replace(/\/\*\*$/, ""), all)
    return [
      {
        key: key.join("."),
        ...(line === undefined ? {} : { line }),
        expected: "a glob of directories",
        received: `"${glob}", which matches none`,
        ...(hint ? { hint } : {}),
      },
    ]
  })
}

/** The root is `.`, and among all that `**` means. */
function matcher(globs: readonly string[]): (dir: string) => boolean {
  const clean = globs.map(normalized)
  const root = clean.includes(".") || clean.includes("**")
  const below = picomatch(clean)
  return (dir) => (dir === "" ? root : below(dir))
}

/** `services/` is a directory with all below it, as in a .gitignore; `./` says nothing. */
function normalized(glob: string): string {
  const below = glob.replace(/^(?:\.\/+)+(?=.)/, "")
  return /^\.?\/*$/.test(below) ? "." : below.replace(/\/+$/, "/**")
}
