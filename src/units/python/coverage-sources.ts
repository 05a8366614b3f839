import { filesBelow } from "../../tree/files.ts"
import type { Tree } from "../../tree/tree.ts"

/** The packages of a unit: directories with Python in them, in the unit or its `src/`, without tests. */
export function coverageSources(tree: Tree, dir: string): string[] {
  const found = new Set<string>()
  for (const file of filesBelow(tree, dir)) {
    if (!file.endsWith(".py")) continue
    const parts = (dir === "" ? file : file.slice(dir.length + 1)).split("/")
    const depth = parts[0] === "src" ? 2 : 1
    if (
      parts.length > depth &&
      !/^(?:tests?|testing|docs|scripts|examples|\..*)$/.test(parts[depth - 1]!)
    )
      found.add(parts.slice(0, depth).join("/"))
  }
  return [...found].sort()
}
