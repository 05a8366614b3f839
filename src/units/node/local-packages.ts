import type { Tree } from "../../tree/tree.ts"
import { readPackage, type NodePackage } from "./package.ts"

/** The workspace packages that a package needs, transitively. */
export function localPackages(tree: Tree, root: NodePackage, members: readonly string[]): string[] {
  const byName = new Map<string, NodePackage>()
  for (const dir of members) {
    const read = readPackage(tree, dir)
    if (read && "package" in read && read.package.name !== undefined)
      byName.set(read.package.name, read.package)
  }
  const found = new Set<string>()
  const visit = (each: NodePackage): void => {
    for (const [name, range] of Object.entries(each.dependencies)) {
      const member = byName.get(name)
      if (member === undefined || member.dir === root.dir || found.has(member.dir)) continue
      if (/^(?:npm:|https?:|git)/.test(range)) continue
      found.add(member.dir)
      visit(member)
    }
  }
  visit(root)
  return [...found].sort()
}
