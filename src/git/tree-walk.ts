import { RemoteError } from "../gitops/write/remote-error.ts"
import { directoryMode, entryName, parseTree, type TreeEntry } from "./parse-tree.ts"
import type { PartialRepository } from "./partial-repository.ts"
import { pathParts } from "./path-parts.ts"

/**
 * What a path is in a tree.
 * - `blocked`: what stands at `at` is no directory, so nothing can be below it
 */
export type Located =
  | { kind: "entry"; entry: TreeEntry }
  | { kind: "absent" }
  | { kind: "blocked"; at: string; mode: string }

/** The tree of a commit, read along the paths that are asked for: one round trip for each level. */
export class TreeWalk {
  readonly #repository: PartialRepository
  /** The whole tree's object id. */
  readonly root: string
  readonly #trees = new Map<string, readonly TreeEntry[]>()

  constructor(repository: PartialRepository, root: string) {
    this.#repository = repository
    this.root = root
  }

  async locate(paths: readonly string[], signal: AbortSignal): Promise<Located[]> {
    const walks = paths.map((path) => pathParts(path))
    for (;;) {
      const steps = walks.map((parts) => this.#step(parts))
      const unread = steps.filter((step): step is string => typeof step === "string")
      if (unread.length === 0) return steps as Located[]
      await this.#load(unread, signal)
    }
  }

  /** What is in the directory at these components; undefined where it is not read or not there. */
  entries(parts: readonly string[]): readonly TreeEntry[] | undefined {
    let entries = this.#trees.get(this.root)
    for (const part of parts) {
      const entry = entries?.find((each) => each.name === entryName(part))
      if (entry?.mode !== directoryMode) return undefined
      entries = this.#trees.get(entry.oid)
    }
    return entries
  }

  /** The entries of these trees, by object id. */
  async trees(oids: readonly string[], signal: AbortSignal): Promise<(readonly TreeEntry[])[]> {
    await this.#load(
      oids.filter((oid) => !this.#trees.has(oid)),
      signal,
    )
    return oids.map((oid) => this.#trees.get(oid)!)
  }

  /** As far as trees are read: the answer, or the tree to read next. */
  #step(parts: readonly string[]): Located | string {
    let tree = this.root
    for (const [index, part] of parts.entries()) {
      const entries = this.#trees.get(tree)
      if (entries === undefined) return tree
      const entry = entries.find((each) => each.name === entryName(part))
      if (entry === undefined) return { kind: "absent" }
      if (index === parts.length - 1) return { kind: "entry", entry }
      if (entry.mode !== directoryMode)
        return { kind: "blocked", at: parts.slice(0, index + 1).join("/"), mode: entry.mode }
      tree = entry.oid
    }
    throw new Error("a path without components")
  }

  async #load(oids: readonly string[], signal: AbortSignal): Promise<void> {
    const objects = await this.#repository.read(oids, signal)
    for (const oid of oids) {
      const { type, bytes } = objects.get(oid)!
      const entries = type === "tree" ? parseTree(bytes, oid.length / 2) : undefined
      if (entries === undefined)
        throw new RemoteError(
          "invalid",
          `the remote's object ${oid} should be a directory and is a ${type}`,
        )
      this.#trees.set(oid, entries)
    }
  }
}
