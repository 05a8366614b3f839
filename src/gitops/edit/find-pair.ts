import { isMap, isSeq, type Pair, type YAMLMap } from "yaml"

import type { NodeFacts } from "./check-nodes.ts"
import { pairOf } from "./node-text.ts"

/** Merges of merges of merges are somebody's joke. */
const maxDepth = 9

/** The pair of a key: the map's own, else one that it merges (`<<`). */
export function findPair(facts: NodeFacts, map: YAMLMap, key: string, depth = 0): Pair | undefined {
  const own = pairOf(map, key)
  if (own !== undefined || depth > maxDepth) return own
  const merged = facts.resolve(pairOf(map, "<<")?.value)
  const sources = isSeq(merged) ? merged.items.map((item) => facts.resolve(item)) : [merged]
  for (const source of sources) {
    const pair = isMap(source) ? findPair(facts, source, key, depth + 1) : undefined
    if (pair !== undefined) return pair
  }
  return undefined
}
