import { applySplices, type Splice } from "./splice.ts"

/** A text that whole lines were cut from, and those lines. */
export interface ShortText {
  text: string
  /** In order; `at` is an offset of the short text, at the beginning of a line. */
  cuts: readonly { at: number; text: string }[]
}

/** The whole text. */
export function restore({ text, cuts }: ShortText): string {
  return applySplices(
    text,
    cuts.map((cut) => ({ start: cut.at, end: cut.at, text: cut.text })),
  )
}

export function fullOffset({ cuts }: ShortText, offset: number): number {
  return cuts.reduce((sum, cut) => (cut.at <= offset ? sum + cut.text.length : sum), offset)
}

/** Splice the short text; what was cut stays cut, between the same lines. */
export function spliceShort({ text, cuts }: ShortText, splices: readonly Splice[]): ShortText {
  return {
    text: applySplices(text, splices),
    cuts: cuts.map((cut) => ({
      // A line that is added where lines were cut belongs to the entry before: it comes first.
      at: splices.reduce(
        (at, { start, end, text: added }) =>
          end <= cut.at ? at + added.length - (end - start) : at,
        cut.at,
      ),
      text: cut.text,
    })),
  }
}
