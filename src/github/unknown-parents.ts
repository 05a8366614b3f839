import type { TreeEntry } from "./tree-entry.ts"

/**
 * The directories that files would be made in and of which nothing says yet that they are some: where
 * one of them is a link or a submodule, GitHub would be asked to put a directory in its place.
 */
export function unknownParents(
  paths: readonly string[],
  entries: ReadonlyMap<string, TreeEntry | undefined>,
): string[] {
  const isThere = (path: string): boolean => entries.get(path) !== undefined
  const known = new Set([...entries.keys()].filter(isThere).flatMap(parentsOf))
  const wanted = new Set(paths.filter((path) => !isThere(path)).flatMap(parentsOf))
  return [...wanted].filter((path) => !known.has(path))
}

function parentsOf(path: string): string[] {
  const parts = path.split("/")
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join("/"))
}
