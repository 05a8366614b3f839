import { SlipwayError } from "../errors.ts"
import type { CommitDraft } from "../gitops/write/remote.ts"
import type { GitCommands } from "./git-commands.ts"
import type { TreeWalk } from "./tree-walk.ts"
import { writeTree } from "./write-tree.ts"

export interface MakeCommit {
  git: GitCommands
  dir: string
  /** The tree of `on`. */
  walk: TreeWalk
  /** Author and committer, as git's variables. */
  identity: Readonly<Record<string, string>>
  on: string
  draft: CommitDraft
}

/** Make the commit in the private repository; nothing is sent. */
export async function makeCommit(options: MakeCommit, signal: AbortSignal): Promise<string> {
  const { git, dir, walk, identity, on, draft } = options
  if (/[\r\n\0]/.test(draft.subject) || draft.subject.trim() === "" || draft.body.includes("\0"))
    throw new SlipwayError(
      "E_INTERNAL",
      "a commit needs a subject of one line, and no NUL in its message",
    )
  const tree = await writeTree(git, dir, walk, draft.files, signal)
  if (tree === walk.root)
    throw new SlipwayError("E_INTERNAL", `the commit would change nothing on ${on}`)
  const body = draft.body.trim() === "" ? "" : `\n${draft.body.replace(/\n*$/, "\n")}`
  const args = ["commit-tree", "-p", on, tree]
  const commit = await git.plumb(dir, args, signal, {
    env: identity,
    input: `${draft.subject}\n${body}`,
  })
  return commit.toString("latin1").trim()
}
