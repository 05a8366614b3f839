/**
 * A text for a terminal or a log: what would steer it, turn the direction of what follows or cannot
 * be seen is shown as its number, `<U+001B>`. Line ends stay.
 */
export function printable(text: string): string {
  return text.replace(
    /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu,
    (char) => `<U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}>`,
  )
}
