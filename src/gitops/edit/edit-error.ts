import { type ErrorCode, SlipwayError } from "../../errors.ts"

/** The line of an offset, from 1. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1))
    line++
  return line
}

/** Something of a file, short enough for a message and on one line. */
export function show(value: string): string {
  const quoted = JSON.stringify(value)
  return quoted.length > 90 ? `${quoted.slice(0, 86)}..."` : quoted
}

/** A file that is refused: where, what was expected, what stands there, what to do. */
export function editError(
  code: ErrorCode,
  place: string,
  problem: { expected: string; received: string; todo: string },
  cause?: unknown,
): SlipwayError {
  return new SlipwayError(
    code,
    `${place}: expected ${problem.expected}, received ${problem.received}\n${problem.todo}\nNothing was written`,
    { cause },
  )
}
