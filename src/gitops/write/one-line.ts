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
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 3).trimEnd()}...`
}
