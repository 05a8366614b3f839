import { SlipwayError } from "../errors.ts"
import { RemoteError } from "../gitops/write/remote-error.ts"
import type { FileWrite } from "../gitops/write/remote.ts"
import type { GitCommands } from "./git-commands.ts"
import { directoryMode, entryName, type TreeEntry } from "./parse-tree.ts"
import { pathParts } from "./path-parts.ts"
import type { TreeWalk } from "./tree-walk.ts"

/** A directory that changes: what is new below it, by name. */
interface Changed {
  files: Map<string, TreeEntry>
  directories: Map<string, Changed>
}

/**
 * The tree that holds `files` and all else as in `walk`; only directories on the way to a file are
 * made anew. Refuses what would go through, or replace, a link, a submodule, a directory or a file.
 */
export async function writeTree(
  git: GitCommands,
  dir: string,
  walk: TreeWalk,
  files: readonly FileWrite[],
  signal: AbortSignal,
): Promise<string> {
  const located = await walk.locate(
    files.map((file) => file.path),
    signal,
  )
  const root: Changed = { files: new Map(), directories: new Map() }
  for (const [index, file] of files.entries()) {
    const where = located[index]!
    if (where.kind === "blocked") throw refuse(file.path, where.at, where.mode)
    const mode = where.kind === "entry" ? where.entry.mode : "100644"
    if (!mode.startsWith("100")) throw refuse(file.path, file.path, mode)
    const hash = ["hash-object", "-w", "--stdin"]
    const blob = await git.plumb(dir, hash, signal, { input: file.bytes })
    add(root, file.path, { mode, oid: blob.toString("latin1").trim() })
  }
  return makeTree(root, [])

  async function makeTree(changed: Changed, parts: readonly string[]): Promise<string> {
    const entries = new Map((walk.entries(parts) ?? []).map((entry) => [entry.name, entry]))
    for (const [name, entry] of changed.files) entries.set(name, entry)
    for (const [part, below] of changed.directories) {
      const name = entryName(part)
      entries.set(name, { mode: directoryMode, name, oid: await makeTree(below, [...parts, part]) })
    }
    const input = Buffer.from([...entries.values()].map(treeLine).join(""), "latin1")
    const tree = await git.plumb(dir, ["mktree", "-z", "--missing"], signal, { input })
    return tree.toString("latin1").trim()
  }
}

function add(root: Changed, path: string, file: { mode: string; oid: string }): void {
  const parts = pathParts(path)
  const last = parts.pop()!
  let at = root
  for (const part of parts) {
    if (at.files.has(entryName(part))) throw twice(path)
    const below = at.directories.get(part) ?? { files: new Map(), directories: new Map() }
    at.directories.set(part, below)
    at = below
  }
  const name = entryName(last)
  if (at.files.has(name) || at.directories.has(last)) throw twice(path)
  at.files.set(name, { ...file, name })
}

/** As `git ls-tree -z` prints it. */
function treeLine({ mode, name, oid }: TreeEntry): string {
  const type = mode === directoryMode ? "tree" : mode === "160000" ? "commit" : "blob"
  return `${mode} ${type} ${oid}\t${name}\0`
}

function refuse(path: string, at: string, mode: string): RemoteError {
  const kind =
    { "120000": "a symbolic link", "160000": "a submodule", [directoryMode]: "a directory" }[
      mode
    ] ?? "a file"
  return new RemoteError(
    "invalid",
    at === path
      ? `${path} is ${kind} and cannot be written as a file`
      : `${path} cannot be written: ${at} is ${kind}, and a commit through it would change something else`,
  )
}

function twice(path: string): SlipwayError {
  return new SlipwayError(
    "E_INTERNAL",
    `${path} is in one commit twice, or as a file and as a directory`,
  )
}
