/** From `start` to before `end`. Offsets count UTF-16 units, as JavaScript strings do. */
export interface Span {
  start: number
  end: number
}

/** Replace the text of a span. */
export interface Splice extends Span {
  text: string
}

/** Apply splices that do not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = ""
  let at = 0
  for (const splice of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    if (splice.start < at) throw new RangeError("splices overlap")
    result += text.slice(at, splice.start) + splice.text
    at = splice.end
  }
  return result + text.slice(at)
}
