import { SlipwayError } from "../errors.ts"
import type {
  CommitDraft,
  PushResult,
  Remote,
  RemoteCommit,
  RemoteFile,
  Snapshot,
} from "../gitops/write/remote.ts"
import { apiUrl, webHost } from "./api-url.ts"
import { commitsBetween } from "./commits-between.ts"
import { createCommit } from "./create-commit.ts"
import { GitHubClient } from "./github-client.ts"
import { isRepositoryName } from "./is-repository-name.ts"
import { listFiles } from "./list-files.ts"
import type { Place } from "./place.ts"
import { planAdditions } from "./plan-additions.ts"
import { type CommitEntries, readBranch, readEntries } from "./read-commit.ts"
import { readFiles } from "./read-files.ts"
import type { TokenSource } from "./token-source.ts"
import type { TreeEntry } from "./tree-entry.ts"
import { unknownParents } from "./unknown-parents.ts"

export interface GitHubRemoteOptions {
  owner: string
  repository: string
  /** Without `refs/heads/`. */
  branch: string
  /** Default: https://api.github.com. Of an Enterprise Server: https://HOST/api/v3. */
  apiUrl?: string
  token: TokenSource
  /** Largest file that is read, in bytes. Default: 1 MiB. */
  maxBytes?: number
  /** Paths that will be read: head() asks for their entries along with the branch. Default: none. */
  paths?: readonly string[]
  /** Takes secrets out of text. The token itself is always taken out. */
  redact: (text: string) => string
  /** How long one request may take, in milliseconds. Default: one minute. */
  timeoutMs?: number
  /** Default: Node's. */
  fetch?: typeof fetch
}

/**
 * A branch through GitHub's API. createCommitOnBranch is the compare-and-swap: GitHub signs the
 * commit, and names the credential's owner as its author.
 */
export class GitHubRemote implements Remote {
  readonly name: string
  readonly #options: GitHubRemoteOptions
  readonly #place: Place
  #known: CommitEntries | undefined

  constructor(options: GitHubRemoteOptions) {
    const { owner, repository, branch } = options
    if (!isRepositoryName(owner, repository) || branch === "") {
      const got = JSON.stringify([owner, repository, branch])
      throw new SlipwayError(
        "E_USAGE",
        `expected a GitHub repository's owner and name and a branch, got ${got}. Nothing was sent.`,
      )
    }
    const api = apiUrl(options.apiUrl ?? "https://api.github.com")
    this.name = `${webHost(api)}/${owner}/${repository}, branch ${branch}`
    this.#options = options
    const client = new GitHubClient({
      apiUrl: api,
      name: this.name,
      token: options.token,
      redact: options.redact,
      fetch: options.fetch,
      timeoutMs: options.timeoutMs ?? 60_000,
    })
    this.#place = { client, owner, repository }
  }

  async head(signal: AbortSignal): Promise<Snapshot> {
    const { branch, paths = [] } = this.#options
    const known = await readBranch(this.#place, branch, [...new Set(paths)], signal)
    this.#known = known
    const { commit } = known
    return {
      commit,
      read: (wanted, until) => this.#read(commit, wanted, until),
      list: (directories, until) => this.#list(commit, directories, until),
    }
  }

  async commit(on: Snapshot, draft: CommitDraft, signal: AbortSignal): Promise<PushResult> {
    const paths = draft.files.map((file) => file.path)
    const entries = await this.#entries(on.commit, paths, signal)
    const parents = unknownParents(paths, entries)
    const above = await this.#entries(on.commit, parents, signal)
    for (const path of parents) {
      const entry = above.get(path)
      if (entry !== undefined && entry.mode !== "040000") {
        const reason = `${JSON.stringify(path)} has mode ${entry.mode}, and nothing can be below it. Nothing was written`
        throw this.#place.client.error("invalid", "writing the commit", reason)
      }
    }
    const additions = planAdditions(draft, on.commit, entries, (reason) =>
      this.#place.client.error("invalid", "writing the commit", reason),
    )
    return createCommit(
      this.#place,
      {
        branch: this.#options.branch,
        expectedHead: on.commit,
        headline: draft.subject,
        body: draft.body,
        additions,
      },
      signal,
    )
  }

  async between(
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<readonly RemoteCommit[] | undefined> {
    return commitsBetween(this.#place, from, to, signal)
  }

  async dispose(): Promise<void> {
    this.#known = undefined
    this.#place.client.dispose()
  }

  async #read(
    commit: string,
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<(RemoteFile | undefined)[]> {
    const entries = await this.#entries(commit, paths, signal)
    const wanted = paths.map((path) => entries.get(path))
    return readFiles(this.#place, wanted, this.#options.maxBytes ?? 1024 * 1024, signal)
  }

  async #list(
    commit: string,
    directories: readonly string[],
    signal: AbortSignal,
  ): Promise<string[]> {
    const entries = await this.#entries(
      commit,
      directories.filter((directory) => directory !== ""),
      signal,
    )
    const trees = directories.flatMap((directory) => {
      if (directory === "") return [{ directory, oid: commit }]
      const entry = entries.get(directory)
      return entry?.mode === "040000" ? [{ directory, oid: entry.oid }] : []
    })
    const lists: string[][] = []
    for (const tree of trees) lists.push(await listFiles(this.#place, tree, signal))
    return lists.flat()
  }

  /** The entries of these paths, from what head() brought along where that has all of them. */
  async #entries(
    commit: string,
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, TreeEntry | undefined>> {
    const known: CommitEntries["entries"] =
      this.#known?.commit === commit ? this.#known.entries : new Map<string, undefined>()
    const others = [...new Set(paths)].filter((path) => !known.has(path))
    if (others.length === 0) return known
    const { entries } = await readEntries(this.#place, commit, others, signal)
    const all = new Map([...known, ...entries])
    if (this.#known?.commit === commit) this.#known = { commit, entries: all }
    return all
  }
}
