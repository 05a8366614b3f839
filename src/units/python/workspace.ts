import picomatch from "picomatch"

import { ancestors, basename, dirname, isInside, relative, type Tree } from "../../tree/tree.ts"
import { readProject, type PythonProject } from "./project.ts"

export interface Workspace {
  dir: string
  members: string[]
}

/** The uv workspace that a project belongs to. https://docs.astral.sh/uv/concepts/projects/workspaces/ */
export function findWorkspace(tree: Tree, project: PythonProject): Workspace | undefined {
  for (const dir of [project.dir, ...ancestors(project.dir)]) {
    const read = dir === project.dir ? { project } : readProject(tree, dir)
    if (!read || !("project" in read) || read.project.workspace === undefined) continue
    const { members, exclude } = read.project.workspace
    const matches = picomatch(members.map(trimGlob))
    const excluded = exclude.length > 0 ? picomatch(exclude.map(trimGlob)) : () => false
    const found = tree.files
      .filter((file) => basename(file) === "pyproject.toml" && isInside(file, dir))
      .map(dirname)
      .filter(
        (member) =>
          member !== dir && matches(relative(dir, member)) && !excluded(relative(dir, member)),
      )
    if (dir === project.dir || found.includes(project.dir)) return { dir, members: found }
    return undefined
  }
  return undefined
}

function trimGlob(glob: string): string {
  return glob.replace(/^\.\//, "").replace(/\/+$/, "")
}
