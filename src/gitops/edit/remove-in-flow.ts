import { beginsLine, lineEnd, lineStart, nextIndicator, nextLine, type Splices } from "./layout.ts"
import type { Span, Splice } from "./splice.ts"

/**
 * Remove items from a list or map in flow style, with their commas, and each that stands on a line
 * alone with that line. Undefined where the layout does not allow it: a comment would go that is not
 * theirs, or an item beside them is written oddly and undefined itself. At least one item stays.
 */
export function removeInFlow(
  text: string,
  items: readonly (Span | undefined)[],
  removed: ReadonlySet<Span>,
): Splices {
  const isRemoved = (item: Span | undefined): item is Span =>
    item !== undefined && removed.has(item)
  const kept = items.findLastIndex((item) => !isRemoved(item))
  const lastKept = items[kept]
  const last = items.at(-1)
  if (lastKept === undefined || last === undefined) return undefined
  const head = items.slice(0, kept).filter(isRemoved)
  const tail = items.slice(kept + 1).filter(isRemoved)
  const splices = head.map(({ start, end }): Splice => {
    const line = ownLine(text, start, end)
    if (line) return line
    const behind = nextIndicator(text, end) + 1
    return { start, end: behind + /^[ \t]*/.exec(text.slice(behind))![0].length, text: "" }
  })
  if (tail.length === 0) return splices

  // What is now last loses its comma, unless there was one behind the last item before.
  const lines = tail.map(({ start, end }) => ownLine(text, start, end))
  if (lines.every((line) => line !== undefined)) {
    const comma = nextIndicator(text, lastKept.end)
    if (text[nextIndicator(text, last.end)] !== ",")
      splices.push({ start: comma, end: comma + 1, text: "" })
    return [...splices, ...lines]
  }
  if (hasComment(text, lastKept.end, tail)) return undefined
  return [...splices, { start: lastKept.end, end: last.end, text: "" }]
}

/** Whether a comment stands before or between items. Within one it is the item's own. */
export function hasComment(text: string, from: number, items: readonly Span[]): boolean {
  return items.some(({ start }, index) =>
    text.slice(items[index - 1]?.end ?? from, start).includes("#"),
  )
}

/** The line of an item that stands on one alone, with its comma and its comment. */
function ownLine(text: string, start: number, end: number): Splice | undefined {
  const indicator = nextIndicator(text, end)
  const behind = text[indicator] === "," ? indicator + 1 : end
  const rest = text.slice(behind, lineEnd(text, behind))
  if (!beginsLine(text, start) || !/^\s*(?:#.*)?$/.test(rest)) return undefined
  return { start: lineStart(text, start), end: nextLine(text, behind), text: "" }
}
