import picomatch from "picomatch"
import { parse as parseYaml } from "yaml"

import { directoriesWith } from "../../tree/files.ts"
import { perTree } from "../../tree/per-tree.ts"
import { join, relative, type Tree } from "../../tree/tree.ts"
import { readPackage } from "./package.ts"

/** The packages of the workspace rooted at `dir`, without the root itself. */
export const workspaceMembers = perTree((tree, dir): readonly string[] => {
  const globs = workspaceGlobs(tree, dir)
  if (globs === undefined) return []
  const clean = (glob: string): string =>
    glob.replace(/^!/, "").replace(/^\.\//, "").replace(/\/+$/, "")
  const positive = picomatch(globs.filter((glob) => !glob.startsWith("!")).map(clean))
  const negative = globs.filter((glob) => glob.startsWith("!")).map(clean)
  const excluded = negative.length > 0 ? picomatch(negative) : () => false
  return directoriesWith(tree, "package.json", dir).filter((member) => {
    const below = relative(dir, member)
    return member !== dir && positive(below) && !excluded(below)
  })
})

/** The globs by which a directory declares itself a workspace root. */
function workspaceGlobs(tree: Tree, dir: string): string[] | undefined {
  const text = tree.read(join(dir, "pnpm-workspace.yaml"))
  if (text !== undefined) {
    try {
      const value: unknown = parseYaml(text)
      const packages = (value as { packages?: unknown } | null)?.packages
      if (Array.isArray(packages)) return packages.filter((glob) => typeof glob === "string")
    } catch {
      // pnpm reads the same file when it installs and reports what is wrong with it.
    }
  }
  const read = readPackage(tree, dir)
  return read && "package" in read ? read.package.workspaces : undefined
}
