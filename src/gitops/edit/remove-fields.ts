import type { Pair, YAMLMap } from "yaml"

import { closeEnd } from "./close-end.ts"
import {
  beginsLine,
  fieldRange,
  isBraced,
  lineEnd,
  lineStart,
  nextLine,
  type Splices,
} from "./layout.ts"
import { removeInFlow } from "./remove-in-flow.ts"
import type { Splice } from "./splice.ts"

/**
 * Remove fields from an entry, each with its line and the comment on it and nothing else. Undefined
 * where the entry's layout does not allow it. At least one field (the name) stays.
 */
export function removeFields(text: string, map: YAMLMap, pairs: readonly Pair[]): Splices {
  const braced = isBraced(text, map)
  if (braced === undefined || pairs.some((pair) => fieldRange(pair) === undefined)) return undefined
  if (!braced) return removeInBlock(text, map, pairs)
  const spans = map.items.map(fieldRange)
  return removeInFlow(text, spans, new Set(pairs.map((pair) => spans[map.items.indexOf(pair)]!)))
}

function removeInBlock(text: string, map: YAMLMap, pairs: readonly Pair[]): Splices {
  const splices: Splice[] = []
  for (const pair of pairs) {
    const { start, end } = fieldRange(pair)!
    const next = nextLine(text, end)
    if (beginsLine(text, start)) {
      splices.push({ start: lineStart(text, start), end: next, text: "" })
      continue
    }
    // The first field stands behind the dash of the entry: the next one moves up, if it can.
    const dash = /^ *-( +)$/.exec(text.slice(lineStart(text, start), start))
    if (dash === null) return undefined
    const following = map.items[map.items.indexOf(pair) + 1]
    const range = following && !pairs.includes(following) ? fieldRange(following) : undefined
    if (range && lineStart(text, range.start) === next && beginsLine(text, range.start))
      splices.push({ start, end: range.start, text: "" })
    else splices.push({ start: start - dash[1]!.length, end: lineEnd(text, end), text: "" })
  }
  return closeEnd(text, splices)
}
