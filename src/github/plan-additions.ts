import { SlipwayError } from "../errors.ts"
import type { CommitDraft, FileWrite } from "../gitops/write/remote.ts"
import { blobId } from "./blob-id.ts"
import type { TreeEntry } from "./tree-entry.ts"

/** A file as createCommitOnBranch takes it. */
export interface FileAddition {
  path: string
  /** Base64, with padding. */
  contents: string
}

/** What may be sent in one mutation, in bytes of base64. */
const mostBytes = 40_000_000

/**
 * The files of a draft that differ from the commit that it is to follow. A file whose mode the API
 * would change is refused with a reason, because the API makes every file a 100644 one.
 */
export function planAdditions(
  draft: CommitDraft,
  commit: string,
  entries: ReadonlyMap<string, TreeEntry | undefined>,
  refuse: (reason: string) => Error,
): FileAddition[] {
  if (/[\r\n]/.test(draft.subject) || draft.subject.trim() === "") {
    throw internal("a commit's subject is one line of text")
  }
  if (new Set(draft.files.map((file) => file.path)).size !== draft.files.length) {
    throw internal("a commit has each of its paths once")
  }
  const changed = draft.files.filter((file) => differs(file, commit, entries.get(file.path)))
  if (changed.length === 0) throw internal("a commit changes something")
  for (const { path } of changed) {
    const entry = entries.get(path)
    if (entry !== undefined && entry.mode !== "100644") throw refuse(wrongMode(entry))
  }
  const additions = changed.map(({ path, bytes }) => ({
    path,
    contents: Buffer.from(bytes).toString("base64"),
  }))
  const size = additions.reduce((sum, addition) => sum + addition.contents.length, 0)
  if (size > mostBytes) {
    throw refuse(
      `the commit's ${additions.length} files are ${size} bytes in base64 and GitHub's API takes ` +
        `${mostBytes}. Nothing was written. Write with git over https instead`,
    )
  }
  return additions
}

function differs(file: FileWrite, commit: string, entry: TreeEntry | undefined): boolean {
  return entry === undefined || entry.oid !== blobId(file.bytes, commit)
}

function wrongMode({ path, mode }: TreeEntry): string {
  const quoted = JSON.stringify(path)
  if (mode === "100755") {
    return (
      `${quoted} is executable (mode 100755) and GitHub's API would make it 100644. Nothing was ` +
      `written. Write with git over https instead, or take the bit away: ` +
      `git update-index --chmod=-x -- PATH`
    )
  }
  return `${quoted} has mode ${mode}, and only a regular file (100644) can be written. Nothing was written`
}

function internal(rule: string): SlipwayError {
  return new SlipwayError("E_INTERNAL", `${rule}; this draft does not. Nothing was written.`)
}
