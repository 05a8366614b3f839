import { makeTree } from "../../src/tree/host-tree.ts"
import type { Tree } from "../../src/tree/tree.ts"

/** A repository from paths and texts. What only has to be there may be given as a list of names. */
export function treeOf(
  files: Record<string, string>,
  names: readonly string[] = [],
  links: Record<string, string> = {},
): Tree {
  return makeTree(
    [...Object.keys(files), ...names, ...Object.keys(links)],
    new Map(Object.entries(links)),
    (path) => files[path],
  )
}
