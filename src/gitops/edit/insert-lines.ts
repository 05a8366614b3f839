import { lineBreak } from "./layout.ts"
import type { Splice } from "./splice.ts"

/** Lines before the line that begins at `at`, or at the text's end, which keeps or lacks its line break. */
export function insertLines(text: string, at: number, lines: readonly string[]): Splice {
  const newline = lineBreak(text)
  if (at === 0 || text[at - 1] === "\n")
    return { start: at, end: at, text: lines.map((line) => line + newline).join("") }
  return { start: at, end: at, text: lines.map((line) => newline + line).join("") }
}
