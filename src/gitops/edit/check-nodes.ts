import { isAlias, isCollection, isMap, isNode, isScalar, type Document } from "yaml"

import { show } from "./edit-error.ts"
import type { Refuse } from "./refuse.ts"

/** What the nodes of a document share. */
export interface NodeFacts {
  /** The node that an alias means. */
  resolve(node: unknown): unknown
  /** Whether an alias somewhere means this node, so that an edit of it would change two places. */
  isAliased(node: unknown): boolean
}

/** More than any file that people write, once every alias is replaced by what it means. */
const maxExpanded = 1_000_000

/** Keys that stand twice, aliases of nothing, and aliases that explode; in one walk. */
export function checkNodes(document: Document.Parsed, refuse: Refuse): NodeFacts {
  const targets = new Map<unknown, unknown>()
  const anchors = new Map<string, { node: unknown; size: number | undefined }>()

  function walk(node: unknown): number {
    if (!isNode(node)) return 1
    const offset = node.range?.[0] ?? 0
    if (isAlias(node)) {
      const anchor = anchors.get(node.source)
      if (anchor?.size === undefined)
        throw refuse(
          offset,
          "an alias of an anchor above",
          `*${node.source}, of which there is ${anchor ? "only the inside" : "none"}`,
          "Correct the alias",
        )
      targets.set(node, anchor.node)
      return anchor.size
    }
    const anchor = { node, size: undefined as number | undefined }
    const name = isScalar(node) || isCollection(node) ? node.anchor : undefined
    if (name !== undefined) anchors.set(name, anchor)
    let size = 1
    if (isMap(node)) {
      const seen = new Map<unknown, number>()
      for (const { key, value } of node.items) {
        size += walk(key) + walk(value)
        if (!isScalar(key)) continue
        const before = seen.get(key.value)
        const at = key.range?.[0] ?? offset
        if (before !== undefined)
          throw refuse(
            at,
            `the key ${show(String(key.value))} once`,
            "it twice",
            "Remove one of the two: readers differ in which they take",
          )
        seen.set(key.value, at)
      }
    } else if (isCollection(node)) for (const item of node.items) size += walk(item)
    if (size > maxExpanded)
      throw refuse(
        offset,
        "aliases of some size",
        `aliases that stand for more than ${maxExpanded} nodes`,
        "Write out what is meant",
      )
    anchor.size = size
    return size
  }

  walk(document.contents)
  const aliased = new Set(targets.values())
  return {
    resolve: (node) => (isAlias(node) ? targets.get(node) : node),
    isAliased: (node) => aliased.has(node),
  }
}
