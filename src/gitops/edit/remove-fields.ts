import type { Pair, YAMLMap } from "yaml"

import {
  beginsLine,
  fieldRange,
  isBraced,
  lineEnd,
  lineStart,
  nextIndicator,
  nextLine,
  type Splices,
} from "./layout.ts"
import type { Splice } from "./splice.ts"

/**
 * Remove fields from an entry, each with its line and the comment on it and nothing else. Undefined
 * where the entry's layout does not allow it. At least one field (the name) stays.
 */
export function removeFields(text: string, map: YAMLMap, pairs: readonly Pair[]): Splices {
  const braced = isBraced(text, map)
  if (braced === undefined || pairs.some((pair) => fieldRange(pair) === undefined)) return undefined
  return braced ? removeInFlow(text, map, pairs) : removeInBlock(text, map, pairs)
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

/** Where the text ends without a line break, what is left of it shall too. */
function closeEnd(text: string, splices: Splice[]): Splice[] {
  let start = text.length
  const rest = [...splices].sort((a, b) => a.start - b.start)
  while (rest.at(-1)?.end === start) start = rest.pop()!.start
  if (start === text.length || text.endsWith("\n") || text[start - 1] !== "\n") return splices
  return [...rest, { start: lineEnd(text, start - 1), end: text.length, text: "" }]
}

function removeInFlow(text: string, map: YAMLMap, pairs: readonly Pair[]): Splices {
  const kept = map.items.findLastIndex((pair) => !pairs.includes(pair))
  const lastKept = map.items[kept] && fieldRange(map.items[kept])
  const last = fieldRange(map.items.at(-1)!)
  if (lastKept === undefined || last === undefined) return undefined
  const head = pairs.filter((pair) => map.items.indexOf(pair) < kept)
  const tail = pairs.filter((pair) => map.items.indexOf(pair) > kept)
  const splices = head.map((pair): Splice => {
    const { start, end } = fieldRange(pair)!
    const line = ownLine(text, start, end)
    if (line) return line
    const behind = nextIndicator(text, end) + 1
    return { start, end: behind + /^[ \t]*/.exec(text.slice(behind))![0].length, text: "" }
  })
  if (tail.length === 0) return splices

  // What is now last loses its comma, unless there was one behind the last field before.
  const lines = tail.map((pair) => ownLine(text, fieldRange(pair)!.start, fieldRange(pair)!.end))
  if (lines.every((line) => line !== undefined)) {
    const comma = nextIndicator(text, lastKept.end)
    if (text[nextIndicator(text, last.end)] !== ",")
      splices.push({ start: comma, end: comma + 1, text: "" })
    return [...splices, ...lines]
  }
  if (text.slice(lastKept.end, last.end).includes("#")) return undefined
  return [...splices, { start: lastKept.end, end: last.end, text: "" }]
}

/** The line of a field that stands on one alone, with its comma and its comment. */
function ownLine(text: string, start: number, end: number): Splice | undefined {
  const indicator = nextIndicator(text, end)
  const behind = text[indicator] === "," ? indicator + 1 : end
  const rest = text.slice(behind, lineEnd(text, behind))
  if (!beginsLine(text, start) || !/^\s*(?:#.*)?$/.test(rest)) return undefined
  return { start: lineStart(text, start), end: nextLine(text, behind), text: "" }
}
