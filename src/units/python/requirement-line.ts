/** What one line of a requirement file names. */
export interface RequirementLine {
  /** A further list, where archives are looked for, what is installed from disk, or from the index. */
  kind: "list" | "archives" | "project" | "requirement"
  /** The path as written, or the requirement. */
  text: string
}

const option = (names: string): RegExp => new RegExp(`^(?:${names})\\s*=?\\s*(\\S+)`)
const list = option("-r|-c|--requirement|--constraint")
const archives = option("-f|--find-links")
const editable = option("-e|--editable")

/** `common @ ./libs/common`, `common[extra] @ file:../libs/common`. */
const named = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*((?:file:)?\.{1,2}\/[^\s;]*)/

/**
 * Undefined for what names nothing of the repository: comments, other options, URLs.
 * https://pip.pypa.io/en/stable/reference/requirements-file-format/
 */
export function readRequirementLine(raw: string): RequirementLine | undefined {
  const line = raw.replace(/(?:^|\s)#.*$/, "").trim()
  for (const [kind, pattern] of [
    ["list", list],
    ["archives", archives],
    ["project", editable],
    ["project", named],
  ] as const) {
    const path = pattern.exec(line)?.[1]
    if (path === undefined) continue
    return isUrl(path) || (kind !== "list" && isVariable(path))
      ? undefined
      : { kind, text: clean(path) }
  }
  if (line === "" || line.startsWith("-")) return undefined
  const first = /^[^\s;]+/.exec(line)![0]
  // `httpx@https://...` has a slash and is none.
  if (!isPath(first) || /^[\w.-]+(?:\[[^\]]*\])?@/.test(first))
    return { kind: "requirement", text: line }
  return isUrl(first) || isVariable(first) ? undefined : { kind: "project", text: clean(first) }
}

/** As pip has it: only what has a slash, or is called like an archive, is looked for on disk. */
function isPath(written: string): boolean {
  const archive = /\.(?:whl|zip|tar\.gz|tgz|tar\.bz2|tar\.xz)$/
  const path = clean(written)
  return written.startsWith("file:") || /^\.{1,2}$|\//.test(path) || archive.test(path)
}

function isUrl(path: string): boolean {
  return /^[\w+.-]+:\/\//.test(path)
}

/** A path that only the environment of the install knows. */
function isVariable(path: string): boolean {
  return path.includes("${")
}

function clean(path: string): string {
  return path.replace(/^file:/, "").replace(/\[.*$/, "")
}
