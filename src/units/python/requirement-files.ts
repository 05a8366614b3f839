import { filesIn } from "../../tree/files.ts"
import {
  basename,
  dirname,
  join,
  requirementsPattern,
  resolve,
  type Tree,
} from "../../tree/tree.ts"

/** `requirements.txt` and the usual companions for tests, in the unit or its `requirements/`. */
export function requirementFiles(tree: Tree, dir: string): string[] {
  const test = /(?:^|[-_.])(?:dev|develop|test|tests|testing|ci)(?:[-_.]|$)/
  const beside = filesIn(tree, dir).filter((file) => {
    const name = basename(file)
    return name === "requirements.txt" || (requirementsPattern.test(name) && test.test(name))
  })
  const below = filesIn(tree, join(dir, "requirements")).filter((file) => test.test(basename(file)))
  return [...beside, ...below].filter((file) => file.endsWith(".txt"))
}

/** What requirement files bring: the files themselves, local projects, and the requirements. */
export interface RequirementClosure {
  files: string[]
  local: string[]
  requirements: string[]
}

/** Follow `-r`, `-c` and `-e` lines. https://pip.pypa.io/en/stable/reference/requirements-file-format/ */
export function requirementClosure(tree: Tree, roots: readonly string[]): RequirementClosure {
  const files: string[] = []
  const local: string[] = []
  const requirements: string[] = []
  const queue = [...roots]
  while (queue.length > 0) {
    const file = queue.shift()!
    if (files.includes(file)) continue
    files.push(file)
    for (const raw of (tree.read(file) ?? "").split("\n")) {
      const line = raw.trim()
      const include = /^(?:-r|--requirement|-c|--constraint)[ =]\s*(\S+)/.exec(line)?.[1]
      const path =
        /^(?:-e|--editable)[ =]\s*(\S+)/.exec(line)?.[1] ??
        (/^\.{1,2}\//.test(line) ? line.split(/[\s;[]/)[0] : undefined)
      const target = resolve(dirname(file), (include ?? path ?? "").split("[")[0]!)
      if (include !== undefined && target !== undefined) queue.push(target)
      else if (path !== undefined && !path.includes("://") && target !== undefined)
        local.push(target)
      else if (line !== "" && !line.startsWith("#") && !line.startsWith("-"))
        requirements.push(line)
    }
  }
  return { files, local: local.filter((dir) => dir !== ""), requirements }
}
