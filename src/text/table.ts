/**
 * How many terminal columns a text takes: wide letters (Korean, Chinese, Japanese, emoji) take two.
 * Ranges: Unicode Standard Annex 11, East Asian Width W and F.
 */
function width(text: string): number {
  let columns = 0
  for (const char of text)
    columns +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        char,
      )
        ? 2
        : 1
  return columns
}

/** Columns for people: padded to the widest cell, no trailing blanks. */
export function textTable(header: string[], rows: string[][]): string {
  const all = [header, ...rows].map((row) => row.map((cell) => cell.replace(/\s*[\r\n]+\s*/g, " ")))
  const widths = header.map((_, i) => Math.max(...all.map((row) => width(row[i] ?? ""))))
  return all
    .map((row) =>
      row
        .map((cell, i) => cell + " ".repeat(Math.max(0, widths[i]! - width(cell))))
        .join("  ")
        .trimEnd(),
    )
    .join("\n")
}

/** A GitHub-flavoured Markdown table; `|` and line ends inside a cell are escaped. */
export function markdownTable(header: string[], rows: string[][]): string {
  const line = (cells: string[]): string =>
    `| ${cells
      .map((cell) =>
        cell
          .replace(/\\/g, "\\\\")
          .replace(/\|/g, "\\|")
          .replace(/\s*[\r\n]+\s*/g, "<br>"),
      )
      .join(" | ")} |`
  return [line(header), line(header.map(() => "---")), ...rows.map(line)].join("\n")
}
