import picomatch from "picomatch"

import { directoriesWith } from "../../tree/files.ts"
import { perTree } from "../../tree/per-tree.ts"
import { ancestors, relative, type Tree } from "../../tree/tree.ts"
import { readProject, type PythonProject } from "./project.ts"

export interface Workspace {
  dir: string
  members: string[]
}

/** The uv workspace that a project belongs to. https://docs.astral.sh/uv/concepts/projects/workspaces/ */
export function findWorkspace(tree: Tree, project: PythonProject): Workspace | undefined {
  for (const dir of [project.dir, ...ancestors(project.dir)]) {
    const members = workspaceMembers(tree, dir)
    if (members === undefined) continue
    return dir === project.dir || members.has(project.dir)
      ? { dir, members: [...members] }
      : undefined
  }
  return undefined
}

/** The members of the workspace whose root is `dir`, without the root; undefined where it is none. */
const workspaceMembers = perTree((tree, dir): ReadonlySet<string> | undefined => {
  const read = readProject(tree, dir)
  if (!read || !("project" in read) || read.project.workspace === undefined) return undefined
  const { members, exclude } = read.project.workspace
  const matches = picomatch(members.map(trimGlob))
  const excluded = exclude.length > 0 ? picomatch(exclude.map(trimGlob)) : () => false
  return new Set(
    directoriesWith(tree, "pyproject.toml", dir).filter((member) => {
      const below = relative(dir, member)
      return member !== dir && matches(below) && !excluded(below)
    }),
  )
})

function trimGlob(glob: string): string {
  return glob.replace(/^\.\//, "").replace(/\/+$/, "")
}
