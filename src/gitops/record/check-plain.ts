import { isAlias, isCollection, isMap, isPair, isScalar } from "yaml"

import { startOf } from "../edit/node-text.ts"
import type { Refuse } from "../edit/refuse.ts"

/**
 * A record is written by programs, and who edits it by hand needs none of YAML's subtleties. Without
 * them what one place says no other changes, and every edit stays where it is made.
 */
export function checkPlain(node: unknown, refuse: Refuse): void {
  const odd = oddity(node)
  if (odd !== undefined)
    throw refuse(
      startOf(node),
      "plain values, written out where they stand",
      odd,
      "Write the value out",
    )
  if (isPair(node)) {
    if (!isScalar(node.key))
      throw refuse(startOf(node.key), "a key that is a text", "a list or a map", "Correct the key")
    checkPlain(node.key, refuse)
    checkPlain(node.value, refuse)
  } else if (isCollection(node)) for (const item of node.items) checkPlain(item, refuse)
}

function oddity(node: unknown): string | undefined {
  if (isAlias(node)) return `the alias *${node.source}`
  if (!isScalar(node) && !isCollection(node)) return undefined
  if (node.anchor !== undefined) return `the anchor &${node.anchor}`
  if (node.tag !== undefined) return `the tag ${node.tag}`
  if (isScalar(node) && node.type?.startsWith("BLOCK")) return "a block of text (| or >)"
  if (isMap(node) && node.items.some(({ key }) => isScalar(key) && key.value === "<<"))
    return "a merge key (<<)"
  return undefined
}
