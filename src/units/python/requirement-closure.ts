import { exists } from "../../tree/files.ts"
import { dirname, resolve, type Tree } from "../../tree/tree.ts"
import { readRequirementLine, type RequirementLine } from "./requirement-line.ts"

/** What requirement files bring: the files themselves, local projects, and the requirements. */
export interface RequirementClosure {
  files: string[]
  /** Directories and files of the repository that are installed. */
  local: string[]
  requirements: string[]
}

/**
 * Follow `-r`, `-c`, `-e`, `-f` and paths; a name that leads nowhere is an error. Lists are named
 * relative to the list, projects relative to `dir`, where the command runs: uv and pip both do it so.
 * Archives are looked for in either. https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function requirementClosure(
  tree: Tree,
  dir: string,
  roots: readonly string[],
): RequirementClosure | { error: string } {
  const files = new Set<string>()
  const local = new Set<string>()
  const requirements: string[] = []
  const queue = [...roots]
  for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
    if (files.has(file)) continue
    files.add(file)
    const text = tree.read(file)
    if (text === undefined) {
      // Only manifests are read. What this list names is not known, so all beside it comes along.
      local.add(dirname(file))
      continue
    }
    for (const [i, raw] of text.split("\n").entries()) {
      const line = readRequirementLine(raw)
      if (line === undefined) continue
      if (line.kind === "requirement") {
        requirements.push(line.text)
        continue
      }
      const there = targets(tree, line, { file, dir })
      if (there.length === 0)
        return { error: `${file}:${i + 1} names ${line.text}, which is not in the repository` }
      for (const target of there) {
        if (line.kind === "list") queue.push(target)
        else local.add(target)
      }
    }
  }
  return { files: [...files], local: [...local], requirements }
}

/** The paths of the repository that a line names. */
function targets(
  tree: Tree,
  { kind, text }: RequirementLine,
  from: { file: string; dir: string },
): string[] {
  const bases = { list: [dirname(from.file)], archives: [dirname(from.file), from.dir] }
  return (kind === "list" || kind === "archives" ? bases[kind] : [from.dir]).flatMap((base) => {
    const target = resolve(base, text)
    if (target === undefined) return []
    return (kind === "list" ? tree.has(target) : exists(tree, target)) ? [target] : []
  })
}
