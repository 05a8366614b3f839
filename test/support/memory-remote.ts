import { createHash } from "node:crypto"

import { RemoteError } from "../../src/gitops/write/remote-error.ts"
import type {
  CommitDraft,
  PushResult,
  Remote,
  RemoteCommit,
  RemoteFile,
  Snapshot,
} from "../../src/gitops/write/remote.ts"

export interface MemoryCommit {
  commit: string
  message: string
  files: ReadonlyMap<string, string>
}

/** What happens to one operation of a writer; an error is thrown as it is. */
export type Fate = "works" | "fails" | "reply lost" | Error

/** A branch in memory with an exact compare-and-swap, shared by all writers of a test. */
export class MemoryBranch {
  readonly commits: MemoryCommit[]

  constructor(files: Record<string, string>) {
    this.commits = [
      { commit: idOf("start"), message: "start", files: new Map(Object.entries(files)) },
    ]
  }

  get head(): MemoryCommit {
    return this.commits.at(-1)!
  }

  /** Put a commit on exactly `on`; false when the branch is elsewhere. */
  swap(on: string, draft: CommitDraft): string | undefined {
    if (this.head.commit !== on) return undefined
    const files = new Map(this.head.files)
    for (const { path, bytes } of draft.files) files.set(path, Buffer.from(bytes).toString("utf8"))
    const message = `${draft.subject}\n\n${draft.body}`
    const commit = idOf(`${on}\n${message}\n${this.commits.length}`)
    this.commits.push({ commit, message, files })
    return commit
  }
}

/**
 * One writer's view of it. `step` is awaited before and after every effect, so that a scheduler can
 * put other writers in between; `fate` says what becomes of each operation.
 */
export function memoryRemote(
  branch: MemoryBranch,
  { step, fate }: { step: () => Promise<void>; fate: (operation: string) => Fate },
): Remote {
  const ask = async <T>(operation: string, act: () => T): Promise<T> => {
    await step()
    const what = fate(operation)
    if (what instanceof Error) throw what
    if (what !== "works") throw new RemoteError("unavailable", `${operation} failed in the test`)
    return act()
  }
  return {
    name: "memory",
    head: () => ask("head", () => snapshotOf(branch.head, ask)),
    between: (from, to) => ask("between", () => between(branch, from, to)),
    async commit(on, draft): Promise<PushResult> {
      await step()
      const what = fate("commit")
      if (what instanceof Error) throw what
      if (what === "fails") return { kind: "unacknowledged", detail: "lost on the way" }
      const commit = branch.swap(on.commit, draft)
      await step()
      if (commit === undefined || what === "reply lost")
        return { kind: "unacknowledged", detail: "no answer" }
      return { kind: "acknowledged", commit }
    },
    dispose: () => Promise.resolve(),
  }
}

function snapshotOf(
  at: MemoryCommit,
  ask: <T>(operation: string, act: () => T) => Promise<T>,
): Snapshot {
  const file = (path: string): RemoteFile | undefined => {
    const text = at.files.get(path)
    return text === undefined ? undefined : { path, mode: "100644", bytes: Buffer.from(text) }
  }
  return {
    commit: at.commit,
    read: (paths) => ask("read", () => paths.map(file)),
    list: (directories) =>
      ask("list", () =>
        [...at.files.keys()].filter((path) =>
          directories.some((directory) => directory === "" || path.startsWith(`${directory}/`)),
        ),
      ),
  }
}

function between(branch: MemoryBranch, from: string, to: string): RemoteCommit[] | undefined {
  const ids = branch.commits.map(({ commit }) => commit)
  const start = ids.indexOf(from)
  const end = ids.indexOf(to)
  return start === -1 || end < start
    ? undefined
    : branch.commits
        .slice(start + 1, end + 1)
        .map(({ commit, message }) => ({ commit, message }))
        .toReversed()
}

function idOf(text: string): string {
  return createHash("sha1").update(text).digest("hex")
}
