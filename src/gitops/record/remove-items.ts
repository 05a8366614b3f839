import { isMap, type Pair } from "yaml"

import { fieldRange, lineStart, nextLine, type Splices } from "../edit/layout.ts"
import { hasComment, removeInFlow } from "../edit/remove-in-flow.ts"
import type { Span, Splice } from "../edit/splice.ts"
import { afterItem, columnOf, isBlankAt, isBlankBefore, isCommentBefore } from "./item-lines.ts"
import { itemSpans } from "./item-spans.ts"
import type { RecordPlan } from "./plan-record.ts"

/**
 * Remove items, each with its lines, what is in it, and the comment on its line. Comments above stay:
 * nobody but a person knows what they are about. Undefined where the layout does not allow it.
 */
export function removeItems(
  text: string,
  { owner, removed }: RecordPlan["removals"][number],
): Splices {
  const there = itemSpans(owner)
  if (there === undefined) return undefined
  const { spans, isFlow } = there
  const gone = spans.filter((_, index) => removed.has(index))
  if (gone.length < spans.length)
    return isFlow ? removeInFlow(text, spans, new Set(gone)) : removeLines(text, spans, gone)
  if (isFlow) return emptyFlow(text, owner, gone)
  const range = fieldRange(owner)
  const lines = removeLines(text, spans, gone)
  if (range === undefined || lines === undefined || !isMap(owner.value)) return undefined
  const at = text.indexOf(":", range.keyEnd) + 1
  return [{ start: at, end: at, text: " {}" }, ...lines]
}

function removeLines(text: string, spans: readonly Span[], gone: readonly Span[]): Splices {
  const splices: Splice[] = []
  for (const span of gone) {
    const column = columnOf(text, span)
    if (column === undefined) return undefined
    let start = lineStart(text, span.start)
    let end = afterItem(text, span, column)
    // Of two blank lines that would meet, one goes; so does one that parted it from those above.
    if (isBlankBefore(text, start) && (isBlankAt(text, end) || span === spans.at(-1)))
      start = lineStart(text, start - 1)
    else if (isBlankAt(text, end) && span === spans[0] && !isCommentBefore(text, start))
      end = nextLine(text, end)
    splices.push({ start, end, text: "" })
  }
  return merge(splices)
}

/** Neighbours may both claim the blank line between them. */
function merge(splices: readonly Splice[]): Splice[] {
  const merged: Splice[] = []
  for (const splice of splices) {
    const last = merged.at(-1)
    if (last !== undefined && splice.start < last.end) last.end = Math.max(last.end, splice.end)
    else merged.push({ ...splice })
  }
  return merged
}

function emptyFlow(text: string, owner: Pair, gone: readonly Span[]): Splices {
  const range = (owner.value as { range?: [number, number, number] }).range
  if (!range) return undefined
  const start = range[0] + 1
  const end = range[1] - 1
  if (hasComment(text, start, [...gone, { start: end, end }])) return undefined
  return [{ start, end, text: "" }]
}
