import { exists } from "../../tree/files.ts"
import { perTree } from "../../tree/per-tree.ts"
import { join, resolve, type Tree } from "../../tree/tree.ts"
import type { LockRoot } from "./lock.ts"
import { readPackage, type NodePackage } from "./package.ts"
import { workspaceMembers } from "./workspace.ts"

/**
 * The directories and archives of the repository that a package needs, transitively: packages of
 * its workspace, and what it names by path. An error where one is not there.
 */
export function localPackages(
  tree: Tree,
  root: NodePackage,
  lock: LockRoot,
): { paths: string[] } | { error: string } {
  const byName = membersByName(tree, lock.dir)
  const found = new Set<string>()
  const lost: string[] = []
  const visit = (each: NodePackage): void => {
    for (const [name, range] of Object.entries(each.dependencies)) {
      const written = /^(?:file|link|portal):(.*)$/.exec(range)?.[1]
      const dir =
        written === undefined ? memberFor(byName, name, range) : resolve(each.dir, written)
      if (written !== undefined && (dir === undefined || !exists(tree, dir)))
        lost.push(
          `${join(each.dir, "package.json")} names ${name} at ${range}, which is not in the repository`,
        )
      if (dir === undefined || dir === root.dir || found.has(dir)) continue
      found.add(dir)
      const read = readPackage(tree, dir)
      if (read && "package" in read) visit(read.package)
    }
  }
  visit(root)
  return lost[0] === undefined ? { paths: [...found].sort() } : { error: lost[0] }
}

const membersByName = perTree((tree, lockDir): ReadonlyMap<string, string> => {
  const byName = new Map<string, string>()
  for (const dir of workspaceMembers(tree, lockDir)) {
    const read = readPackage(tree, dir)
    if (read && "package" in read && read.package.name !== undefined)
      byName.set(read.package.name, dir)
  }
  return byName
})

/** The member that a dependency means; `workspace:NAME@*` names it, an npm alias or a URL is none. */
function memberFor(
  byName: ReadonlyMap<string, string>,
  name: string,
  range: string,
): string | undefined {
  if (/^(?:npm:|https?:|git)/.test(range)) return undefined
  const alias = /^workspace:((?:@[^/]+\/)?[^@/*^~]+)@/.exec(range)?.[1]
  return byName.get(alias ?? name)
}
