/** The text without the indentation that all its lines share, and without its first line end. */
export function dedent(parts: TemplateStringsArray, ...values: unknown[]): string {
  const text = String.raw({ raw: parts }, ...values).replace(/^\n/, "")
  const lines = text.split("\n")
  const indents = lines.flatMap((line) => (line.trim() === "" ? [] : [/^ */.exec(line)![0].length]))
  const shared = Math.min(...indents)
  return lines
    .map((line) => line.slice(shared))
    .join("\n")
    .replace(/ +$/, "")
}
