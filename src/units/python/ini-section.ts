/**
 * The lines of one section of an ini file as Python's configparser reads it; undefined where there
 * is none. https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
 */
export function iniSection(text: string, name: string): string | undefined {
  const lines = text.split(/\r?\n/)
  const start = lines.findIndex((line) => line.trimEnd() === `[${name}]`)
  if (start < 0) return undefined
  const rest = lines.slice(start + 1)
  const end = rest.findIndex((line) => line.startsWith("["))
  return rest.slice(0, end < 0 ? undefined : end).join("\n")
}
