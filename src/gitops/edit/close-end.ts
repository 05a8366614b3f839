import { lineEnd, lineStart } from "./layout.ts"
import type { Splice } from "./splice.ts"

/** Removals, so that where the text ends without a line break what is left of it does too. */
export function closeEnd(text: string, splices: readonly Splice[]): Splice[] {
  let start = text.length
  const rest = [...splices].sort((a, b) => a.start - b.start)
  while (rest.at(-1)?.end === start && rest.at(-1)!.text === "") start = rest.pop()!.start
  if (start === text.length || text.endsWith("\n") || text[start - 1] !== "\n") return [...splices]
  const floor = rest.at(-1)?.end ?? 0
  let end = lineEnd(text, start - 1)
  // Blank lines would end in a line break too.
  for (let line = lineStart(text, end); line > floor; line = lineStart(text, end)) {
    if (/[^ \t]/.test(text.slice(line, end))) break
    end = lineEnd(text, line - 1)
  }
  return [...rest, { start: end, end: text.length, text: "" }]
}
