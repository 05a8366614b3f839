import { lineStart, nextLine } from "../edit/layout.ts"
import type { Span } from "../edit/splice.ts"

/** The column of what begins its line, from 0; undefined for what does not. */
export function columnOf(text: string, { start }: Span): number | undefined {
  const before = text.slice(lineStart(text, start), start).replace(/^\uFEFF/, "")
  return /^ *$/.test(before) ? before.length : undefined
}

/** The line behind an item and behind the comments that belong into it, by their indentation. */
export function afterItem(text: string, { end }: Span, column: number): number {
  let at = nextLine(text, end)
  for (;;) {
    const comment = /( *)#/y
    comment.lastIndex = at
    const found = comment.exec(text)
    if (found === null || found[1]!.length <= column) return at
    at = nextLine(text, at)
  }
}

/** The line before the first item and before the comments that stand right above it. */
export function beforeItems(text: string, owner: number, first: Span): number {
  const top = nextLine(text, owner)
  let at = lineStart(text, first.start)
  while (at > top) {
    if (!isCommentBefore(text, at)) break
    at = lineStart(text, at - 1)
  }
  return at
}

/** Whether a blank line stands before this line. */
export function isBlankBefore(text: string, line: number): boolean {
  return line > 0 && /^[ \t]*\r?\n$/.test(text.slice(lineStart(text, line - 1), line))
}

/** Whether a comment and nothing else stands on the line before. */
export function isCommentBefore(text: string, line: number): boolean {
  return line > 0 && /^ *#/.test(text.slice(lineStart(text, line - 1), line))
}

/** Whether this line is blank, or the text ends. */
export function isBlankAt(text: string, line: number): boolean {
  return /^[ \t]*\r?\n?$/.test(text.slice(line, nextLine(text, line)))
}

/** Whether blank lines stand between all of two or more items. */
export function isSpaced(text: string, spans: readonly Span[]): boolean {
  if (spans.length < 2) return false
  return spans.every((span, index) => {
    const before = spans[index - 1]
    return before === undefined || /\n[ \t]*\r?\n/.test(text.slice(before.end, span.start))
  })
}
