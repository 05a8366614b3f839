import { join } from "node:path"

import { RemoteError } from "../gitops/write/remote-error.ts"
import type { GitCommands, LocalRun } from "./git-commands.ts"
import { parseBatch, parseBatchCheck, type GitObject } from "./parse-batch.ts"

/**
 * Of a head after the first one: what came since, with its small files, because the next try needs
 * both. Bounded where a merge or a rewritten branch leads elsewhere.
 */
const small = ["--filter=blob:limit=256k", "--depth=64"]

/**
 * How little the server can be asked for: first single objects, then commits with their trees, then
 * everything. `first` brings the first head, `later` what another head changes.
 * https://git-scm.com/docs/git-rev-list#Documentation/git-rev-list.txt---filterltfilter-specgt
 */
const ways = [
  { first: ["--filter=tree:0"], later: small, objects: ["--filter=tree:0"] },
  { first: ["--filter=blob:none"], later: small, objects: ["--filter=blob:none"] },
  { first: [], later: ["--depth=1"], objects: [] },
] as const

/**
 * Only fetches know that the repository is partial. To every other command a missing object is missing;
 * git would otherwise fetch it behind our back, one round trip for each.
 */
const partial = [
  "-c",
  "remote.origin.promisor=true",
  "-c",
  "remote.origin.partialCloneFilter=tree:0",
]

const headRef = "refs/slipway/head"

/** A bare repository in the private directory that holds what was touched of the remote, and no more. */
export class PartialRepository {
  readonly #git: GitCommands
  readonly #root: string
  #way = 0
  /** The filters that the server has understood: a failure with one of these has another cause. */
  readonly #understood = new Set<string>()
  #asked = ""
  #ready: Promise<string> | undefined
  #hasHead = false

  constructor(git: GitCommands, root: string) {
    this.#git = git
    this.#root = root
  }

  /** The commit that the branch is at now. */
  async fetchHead(branch: string, signal: AbortSignal): Promise<string> {
    const way = ways[this.#way]!
    const options = this.#hasHead ? way.later : [...way.first, "--depth=1"]
    // Where a difference is sent against a tree that is not here, git fetches that one, too.
    await this.#fetch(options, [`+refs/heads/${branch}:${headRef}`], signal)
    this.#hasHead = true
    const args = ["rev-parse", "--verify", "--end-of-options", headRef]
    return (await this.#git.plumb(await this.dir(signal), args, signal)).toString("latin1").trim()
  }

  /**
   * The tree of a commit, by its id. The commit is fetched where it is not here: another repository may
   * have been begun since the head was read.
   */
  async treeOf(commit: string, signal: AbortSignal): Promise<string> {
    if (!(await this.#readHere([commit], signal)).has(commit))
      await this.fetchHistory(commit, 1, signal)
    const object = (await this.#readHere([commit], signal)).get(commit)
    const tree = /^tree ([0-9a-f]+)\n/.exec(object?.bytes.toString("latin1") ?? "")?.[1]
    if (tree !== undefined) return tree
    throw new RemoteError("invalid", `the remote's object ${commit} is no commit`)
  }

  /** These objects and, of a directory, not what is in it: all in one round trip. */
  async fetchObjects(oids: readonly string[], signal: AbortSignal): Promise<void> {
    const filter = ways[this.#way]!.objects
    await this.#fetchNamed([...filter], oids, signal)
  }

  /** The commits before and with this one, at most `depth` of each line. */
  async fetchHistory(commit: string, depth: number, signal: AbortSignal): Promise<void> {
    const filter = ways[this.#way]!.first
    await this.#fetchNamed([...filter, `--depth=${depth}`], [commit], signal)
  }

  /** Objects by id, those that are missing here fetched; what the remote does not have is an error. */
  async read(oids: readonly string[], signal: AbortSignal): Promise<Map<string, GitObject>> {
    const found = await this.#readHere(oids, signal)
    const missing = [...new Set(oids)].filter((oid) => !found.has(oid))
    if (missing.length === 0) return found
    await this.fetchObjects(missing, signal)
    const fetched = await this.#readHere(missing, signal)
    const lost = missing.find((oid) => !fetched.has(oid))
    if (lost !== undefined)
      throw new RemoteError("invalid", `the remote did not send object ${lost}, which it names`)
    return new Map([...found, ...fetched])
  }

  /** The sizes of blobs, in bytes; those that are missing here are fetched. */
  async sizes(oids: readonly string[], signal: AbortSignal): Promise<Map<string, number>> {
    const check = async (): Promise<Map<string, number>> =>
      parseBatchCheck(await this.#cat("--batch-check", oids, signal))
    const found = await check()
    const missing = [...new Set(oids)].filter((oid) => !found.has(oid))
    if (missing.length === 0) return found
    await this.fetchObjects(missing, signal)
    return check()
  }

  /**
   * Ask for more at once from now on, because the server refused to send less. False where it has
   * done so before, or nothing else can be asked for.
   */
  fallBack(): boolean {
    if (this.#understood.has(this.#asked) || this.#way === ways.length - 1) return false
    this.#way++
    this.#hasHead = false
    // What came by another filter has gaps that this way does not know of.
    this.#ready = undefined
    return true
  }

  /** Where the repository is. */
  dir(signal: AbortSignal): Promise<string> {
    this.#ready ??= this.#create(signal).catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    return this.#ready
  }

  async #create(signal: AbortSignal): Promise<string> {
    const dir = join(this.#root, `repository-${this.#way}.git`)
    await this.#git.plumb(dir, ["init", "--quiet", "--bare", "--template=", dir], signal)
    return dir
  }

  async #readHere(oids: readonly string[], signal: AbortSignal): Promise<Map<string, GitObject>> {
    return parseBatch(await this.#cat("--batch", oids, signal))
  }

  async #cat(mode: string, oids: readonly string[], signal: AbortSignal): Promise<Buffer> {
    if (oids.length === 0) return Buffer.alloc(0)
    const input = lines(oids)
    return this.#git.plumb(await this.dir(signal), ["cat-file", mode], signal, { input })
  }

  async #fetchNamed(
    options: readonly string[],
    oids: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    // Otherwise git tells the server of the head that it has, and the server leaves out what a
    // repository with that head would have.
    const settings = ["-c", "fetch.negotiationAlgorithm=noop"]
    await this.#fetch(["--stdin", ...options], [], signal, { settings, input: lines(oids) })
  }

  async #fetch(
    options: readonly string[],
    refs: readonly string[],
    signal: AbortSignal,
    run: LocalRun = {},
  ): Promise<void> {
    this.#asked = options.find((option) => option.startsWith("--filter")) ?? ""
    const settings = [...(this.#asked === "" ? [] : partial), ...(run.settings ?? [])]
    const args = [
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--no-recurse-submodules",
      ...options,
      "--end-of-options",
      "origin",
      ...refs,
    ]
    await this.#git.ask(await this.dir(signal), args, signal, { ...run, settings })
    this.#understood.add(this.#asked)
  }
}

function lines(values: readonly string[]): string {
  return values.map((value) => `${value}\n`).join("")
}
