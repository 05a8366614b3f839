const longest = 500

/**
 * A text from outside as part of one line: no line break of any reader, no control character and
 * none that turns the direction of what follows, so that it cannot begin a trailer or hide one.
 */
export function oneLine(text: string): string {
  const clean = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, " ")
    .replace(/[\p{Cf}\p{Cs}]/gu, "")
    .trim()
  if (clean.length <= longest) return clean
  // Half of a pair at the cut would be no character.
  const start = clean.slice(0, longest - 3).replace(/\p{Cs}$/u, "")
  return `${start.trimEnd()}...`
}
