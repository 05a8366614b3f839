import type { LoadedConfig } from "../config/load-config.ts"
import type { Problem } from "../config/problem.ts"
import { nearest } from "../text/nearest.ts"
import { directories, exists } from "../tree/files.ts"
import { resolve, type Tree } from "../tree/tree.ts"

/** A path of the configuration in the one form that the rest compares: no `./`, no `/` at its end. */
export function cleanPath(written: string): string {
  return resolve("", written) ?? written
}

/**
 * What is wrong with the configured paths at the key path `key`: those that are not there. `isMeant`
 * says of a path whether it has to be; by default each has.
 */
export function inputProblems(
  tree: Tree,
  loaded: LoadedConfig,
  key: readonly string[],
  written: readonly string[],
  isMeant: (path: string) => boolean = () => true,
): Problem[] {
  return written.flatMap((input, i): Problem[] => {
    const path = cleanPath(input)
    if (exists(tree, path) || !isMeant(path)) return []
    const at = [...key, i]
    const line = loaded.lineOf(at)
    const hint = nearest(path, [...tree.files, ...directories(tree)])
    return [
      {
        key: at.join("."),
        ...(line === undefined ? {} : { line }),
        expected: "a file or directory",
        received: `"${input}"`,
        ...(hint ? { hint } : {}),
      },
    ]
  })
}
