import { exists } from "../../tree/files.ts"
import { join, type Tree } from "../../tree/tree.ts"
import { readProject, type PythonProject } from "./project.ts"
import { normalize, requirementName } from "./requirement-name.ts"

/**
 * Directories of the repository that a project needs, its dependencies' dependencies included; an
 * error where one of them is not there.
 */
export function localDependencies(
  tree: Tree,
  project: PythonProject,
  members: readonly string[],
): { paths: string[] } | { error: string } {
  const byName = new Map<string, string>()
  for (const member of members) {
    const read = readProject(tree, member)
    if (read && "project" in read && read.project.name !== undefined)
      byName.set(normalize(read.project.name), member)
  }
  const found = new Set<string>()
  const lost: string[] = []
  const visit = (each: PythonProject): void => {
    const file = join(each.dir, "pyproject.toml")
    for (const path of each.localPaths.filter((local) => !exists(tree, local)))
      lost.push(`${file} [tool.uv.sources] names ${path}, which is not there`)
    for (const source of each.escaping)
      lost.push(
        `${file} [tool.uv.sources] ${source} leaves the repository: a container has only the repository`,
      )
    const named = each.workspaceNames.concat(
      // A workspace root's sources hold for its members, so a plain dependency may be a member too.
      requirementsOf(each, each === project).flatMap((name) => requirementName(name) ?? []),
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
  return lost[0] === undefined ? { paths: [...found].sort() } : { error: lost[0] }
}

/** What a project asks for; of the unit itself also what its extras and groups ask for. */
function requirementsOf(project: PythonProject, isUnit: boolean): string[] {
  if (!isUnit) return project.dependencies
  const optional = [...Object.values(project.extras), ...Object.values(project.groups)]
  return [...project.dependencies, ...optional.flat()]
}
