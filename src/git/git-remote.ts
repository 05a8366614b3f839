import { rm } from "node:fs/promises"

import { RemoteError } from "../gitops/write/remote-error.ts"
import type {
  CommitDraft,
  PushResult,
  Remote,
  RemoteCommit,
  Snapshot,
} from "../gitops/write/remote.ts"
import { commitsBetween } from "./commits-between.ts"
import type { Credentials } from "./credentials.ts"
import { diagnose } from "./diagnose.ts"
import { findingOf, type Finding } from "./finding.ts"
import type { GitAddress } from "./git-address.ts"
import type { GitCommands } from "./git-commands.ts"
import { GitFailure } from "./git-failure.ts"
import { listFiles } from "./list-files.ts"
import { makeCommit } from "./make-commit.ts"
import type { PartialRepository } from "./partial-repository.ts"
import { probe } from "./probe.ts"
import { usesProxy } from "./proxy.ts"
import { readFiles } from "./read-files.ts"
import type { GitOutcome } from "./run-git.ts"
import { serverLines } from "./server-lines.ts"
import { TreeWalk } from "./tree-walk.ts"

export interface GitRemoteParts {
  address: GitAddress
  branch: string
  git: GitCommands
  repository: PartialRepository
  credentials: Credentials
  /** The private directory. */
  home: string
  identity: Readonly<Record<string, string>>
  maxBytes: number
  env: Readonly<Record<string, string | undefined>>
  /** What else must not be shown. */
  redact: (text: string) => string
}

/** The branch of a GitOps repository, by the git protocol. Made by `openGitRemote`. */
export class GitRemote implements Remote {
  readonly name: string
  /** The private directory, until `dispose`. */
  readonly directory: string
  readonly #parts: GitRemoteParts
  /** A push was refused for its credentials, and others were asked for. */
  #hasRenewed = false

  constructor(parts: GitRemoteParts) {
    this.#parts = parts
    this.directory = parts.home
    this.name = `${parts.address.url} (branch ${parts.branch})`
  }

  async head(signal: AbortSignal): Promise<Snapshot> {
    const { branch, repository, maxBytes } = this.#parts
    const commit = await this.#ask(() => repository.fetchHead(branch, signal), signal)
    return {
      commit,
      read: (paths, readSignal) =>
        this.#ask(async () => {
          const walk = await this.#walk(commit, readSignal)
          return readFiles(repository, walk, paths, maxBytes, readSignal)
        }, readSignal),
      list: (directories, listSignal) =>
        this.#ask(async () => {
          const walk = await this.#walk(commit, listSignal)
          return listFiles(walk, directories, listSignal)
        }, listSignal),
    }
  }

  async commit(on: Snapshot, draft: CommitDraft, signal: AbortSignal): Promise<PushResult> {
    const { git, repository, identity } = this.#parts
    const commit = await this.#ask(async () => {
      const walk = await this.#walk(on.commit, signal)
      const dir = await repository.dir(signal)
      return makeCommit({ git, dir, walk, identity, on: on.commit, draft }, signal)
    }, signal)
    signal.throwIfAborted()
    return this.#push(on.commit, commit, signal)
  }

  async between(
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<readonly RemoteCommit[] | undefined> {
    const { git, repository } = this.#parts
    return this.#ask(() => commitsBetween(git, repository, from, to, signal), signal)
  }

  async dispose(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true, maxRetries: 3 })
  }

  async #walk(commit: string, signal: AbortSignal): Promise<TreeWalk> {
    const { repository } = this.#parts
    return new TreeWalk(repository, await repository.treeOf(commit, signal))
  }

  /** Once the push has begun nothing is thrown: the commit may be there, and only a look tells. */
  async #push(on: string, commit: string, signal: AbortSignal): Promise<PushResult> {
    const { branch, git, repository } = this.#parts
    const ref = `refs/heads/${branch}`
    const args = [
      "push",
      "--porcelain",
      "--no-verify",
      "--no-follow-tags",
      "--recurse-submodules=no",
      `--force-with-lease=${ref}:${on}`,
      "--end-of-options",
      "origin",
      `${commit}:${ref}`,
    ]
    const dir = await repository.dir(signal)
    try {
      const outcome = await git.remote(dir, args, signal)
      if (outcome.exitCode === 0) return { kind: "acknowledged", commit }
      return await this.#unacknowledged(outcome, signal)
    } catch (error) {
      if (!signal.aborted) throw error
      return { kind: "unacknowledged", detail: "cancelled before the remote had answered" }
    }
  }

  /**
   * What to show of a push that failed, and how long to wait. Where the remote did not come to speak
   * of the branch its status is asked for: git only tells it in words.
   */
  async #unacknowledged(outcome: GitOutcome, signal: AbortSignal): Promise<PushResult> {
    const { address, credentials, env } = this.#parts
    const detail = this.#show(outcome.stderr)
    const unexplained: PushResult = { kind: "unacknowledged", detail }
    // https://git-scm.com/docs/git-push#_output
    const aboutBranch = /^!\t/m.test(outcome.stdout.toString("latin1"))
    if (aboutBranch || address.scheme === "file" || usesProxy(address, env)) return unexplained
    const authorization = await credentials.header(signal)
    const service = "git-receive-pack"
    const answer = await probe(address, { authorization, env, service }, signal)
    const finding = findingOf(answer, this.name, detail)
    if (finding.kind === "well") return unexplained
    const { message, retryAfterMs, fault } = finding.error
    const mayRenew = finding.kind === "unauthorized" && !this.#hasRenewed
    if (mayRenew) credentials.forget()
    this.#hasRenewed ||= mayRenew
    const isFutile = (fault === "refused" || fault === "missing") && !mayRenew
    return {
      kind: "unacknowledged",
      detail: message,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(isFutile && { isFutile }),
    }
  }

  /**
   * Do what asks the remote. When it fails the status decides: new credentials once, another way to
   * ask where the server refuses this one, else an error. So there are at most four tries.
   */
  async #ask<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const { credentials, repository } = this.#parts
    let renewed = credentials.username === undefined
    for (;;) {
      try {
        return await work()
      } catch (error) {
        if (error instanceof RemoteError) throw this.#named(error)
        if (!(error instanceof GitFailure)) throw error
        const finding = await this.#diagnose(error, signal)
        if (finding.kind === "unauthorized" && !renewed) {
          renewed = true
          credentials.forget()
        } else if (finding.kind !== "well") throw finding.error
        else if (!repository.fallBack())
          throw new RemoteError(
            "unavailable",
            `${this.name}: ${error.message}, and the remote answers otherwise\n${this.#show(error.outcome.stderr)}`,
            { cause: error },
          )
      }
    }
  }

  #diagnose(failure: GitFailure, signal: AbortSignal): Promise<Finding> {
    const lines = this.#show(failure.outcome.stderr)
    return diagnose({ ...this.#parts, name: this.name, failure, lines }, signal)
  }

  #named(error: RemoteError): RemoteError {
    if (error.message.includes(this.name)) return error
    const { fault, retryAfterMs, cause } = error
    return new RemoteError(fault, `${this.name}: ${error.message}`, {
      cause,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    })
  }

  #show(stderr: string): string {
    const { credentials, redact } = this.#parts
    // Again afterwards: what was on two lines of the server has something between before.
    return redact(credentials.redact(serverLines(redact(credentials.redact(stderr)))))
  }
}
