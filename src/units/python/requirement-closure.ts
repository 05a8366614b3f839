import { exists } from "../../tree/files.ts"
import { dirname, resolve, type Tree } from "../../tree/tree.ts"

/** What requirement files bring: the files themselves, local projects, and the requirements. */
export interface RequirementClosure {
  files: string[]
  /** Directories and files of the repository that are installed. */
  local: string[]
  requirements: string[]
}

/**
 * Follow `-r`, `-c` and `-e` lines; a name that leads nowhere is an error. Lists are named relative
 * to the list, projects relative to `dir`, where the command runs: uv and pip both do it so.
 * https://pip.pypa.io/en/stable/reference/requirements-file-format/
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
    for (const [i, raw] of (tree.read(file) ?? "").split("\n").entries()) {
      const line = readLine(raw)
      if (line === undefined) continue
      if (line.kind === "requirement") {
        requirements.push(line.text)
        continue
      }
      const target = resolve(line.kind === "file" ? dirname(file) : dir, line.text)
      const there =
        target !== undefined && (line.kind === "file" ? tree.has(target) : exists(tree, target))
      if (!there)
        return { error: `${file}:${i + 1} names ${line.text}, which is not in the repository` }
      if (line.kind === "file") queue.push(target)
      else local.add(target)
    }
  }
  return { files: [...files], local: [...local], requirements }
}

interface Line {
  /** A further list, a project of this repository, or a package of the index. */
  kind: "file" | "project" | "requirement"
  text: string
}

/** Undefined for what names nothing of the repository: comments, options, URLs. */
function readLine(raw: string): Line | undefined {
  const line = raw.replace(/(?:^|\s)#.*$/, "").trim()
  const path = (text: string | undefined): string =>
    (text ?? "").replace(/^file:(?=\.)/, "").replace(/\[.*$/, "")
  const file = /^(?:-r|-c|--requirement|--constraint)\s*=?\s*(\S+)/.exec(line)?.[1]
  const project =
    /^(?:-e|--editable)\s*=?\s*(\S+)/.exec(line)?.[1] ??
    /^(?:file:)?\.{1,2}(?:\/[^\s;]*)?(?=$|[\s;])/.exec(line)?.[0]
  const named = file ?? project
  if (named !== undefined)
    return /^[\w+]+:\/\//.test(named)
      ? undefined
      : { kind: file ? "file" : "project", text: path(named) }
  return line === "" || line.startsWith("-") ? undefined : { kind: "requirement", text: line }
}
