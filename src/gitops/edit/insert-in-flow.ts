import { beginsLine, lineBreak, lineEnd, lineStart, nextIndicator } from "./layout.ts"
import type { Span, Splice } from "./splice.ts"

/**
 * Items behind one of a list or map in flow style, on the same line where that one shares its line,
 * else each on a line of its own. `comma` is what separates items of one line.
 */
export function insertInFlow(
  text: string,
  anchor: Span,
  items: readonly string[],
  comma: string,
): Splice[] {
  if (!beginsLine(text, anchor.start)) {
    const at = anchor.end
    return [{ start: at, end: at, text: items.map((item) => comma + item).join("") }]
  }
  // One item a line: the comma stays with the line that it is on, and so does a comment.
  const indent = text.slice(lineStart(text, anchor.start), anchor.start)
  const newline = lineBreak(text)
  const indicator = nextIndicator(text, anchor.end)
  const hasComma = text[indicator] === ","
  const behind = hasComma ? indicator + 1 : anchor.end
  const rest = text.slice(behind, lineEnd(text, behind))
  if (!/^\s*(?:#.*)?$/.test(rest)) {
    const lines = items.map((item) => `,${newline}${indent}${item}`).join("")
    return [{ start: anchor.end, end: anchor.end, text: lines }]
  }
  const lines = items.map((item) => newline + indent + item)
  const at = lineEnd(text, behind)
  if (hasComma) return [{ start: at, end: at, text: lines.map((line) => `${line},`).join("") }]
  if (at === behind) return [{ start: at, end: at, text: lines.map((line) => `,${line}`).join("") }]
  return [
    { start: anchor.end, end: anchor.end, text: "," },
    { start: at, end: at, text: lines.join(",") },
  ]
}
