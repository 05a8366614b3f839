/** What a parser gives, or its error in place of a stack that nesting exhausted. */
export function withinStack<T>(parse: () => T, tooDeep: (cause: RangeError) => Error): T {
  try {
    return parse()
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw tooDeep(cause)
  }
}
