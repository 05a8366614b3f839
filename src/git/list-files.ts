import { directoryMode } from "./parse-tree.ts"
import type { TreeWalk } from "./tree-walk.ts"

/** The paths of all files below directories of a tree: a round trip for each level, not for each of them. */
export async function listFiles(
  walk: TreeWalk,
  directories: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const named = directories.filter((directory) => directory !== "")
  const located = await walk.locate(named, signal)
  let level = located.flatMap((found, i) =>
    found.kind === "entry" && found.entry.mode === directoryMode
      ? [{ prefix: `${named[i]}/`, oid: found.entry.oid }]
      : [],
  )
  if (named.length < directories.length) level.push({ prefix: "", oid: walk.root })
  const files: string[] = []
  while (level.length > 0) {
    const trees = await walk.trees(
      level.map(({ oid }) => oid),
      signal,
    )
    const below: typeof level = []
    for (const [i, { prefix }] of level.entries())
      for (const { name, mode, oid } of trees[i]!) {
        const path = prefix + Buffer.from(name, "latin1").toString("utf8")
        if (mode === directoryMode) below.push({ prefix: `${path}/`, oid })
        else files.push(path)
      }
    level = below
  }
  return files
}
