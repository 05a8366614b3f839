import type { Tree } from "../../tree/tree.ts"
import { normalize, readProject, requirementName, type PythonProject } from "./project.ts"

/** Directories of the repository that a project needs, its dependencies' dependencies included. */
export function localDependencies(
  tree: Tree,
  project: PythonProject,
  members: readonly string[],
): string[] {
  const byName = new Map<string, string>()
  for (const member of members) {
    const read = readProject(tree, member)
    if (read && "project" in read && read.project.name !== undefined)
      byName.set(normalize(read.project.name), member)
  }
  const found = new Set<string>()
  const visit = (each: PythonProject): void => {
    const named = each.workspaceNames.concat(
      // A workspace root's sources hold for its members, so a plain dependency may be a member too.
      each.dependencies.flatMap((requirement) => requirementName(requirement) ?? []),
    )
    const dirs = [...each.localPaths, ...named.flatMap((name) => byName.get(name) ?? [])]
    for (const dir of dirs) {
      if (dir === project.dir || found.has(dir)) continue
      found.add(dir)
      const read = readProject(tree, dir)
      if (read && "project" in read) visit(read.project)
    }
  }
  visit(project)
  return [...found].sort()
}
