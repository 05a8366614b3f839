/**
 * Somebody else's text as part of a message of ours: without secrets, on one line and at most
 * `longest` characters long. Redacted before it is cut, because half a secret is no longer recognised.
 */
export function cleanText(
  text: string,
  redact: (text: string) => string,
  longest: number = 300,
): string {
  const line = redact(text)
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim()
  return line.length <= longest ? line : `${line.slice(0, longest).trimEnd()}...`
}
