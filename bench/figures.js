/** Least, middle and greatest of some figures. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return { min: sorted[0], median: sorted[Math.floor((sorted.length - 1) / 2)], max: sorted.at(-1) }
}

function show({ min, median, max }) {
  return `${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`
}

/** One row: what was measured against what, the ratio of the medians, and the bar. */
export function row(what, measured, against, bar) {
  const a = spread(measured)
  const b = spread(against)
  const ratio = a.median / b.median
  return [
    what,
    show(a),
    show(b),
    ratio.toFixed(2),
    `<= ${bar.toFixed(2)}`,
    ratio <= bar ? "met" : "MISSED",
  ]
}

export function print(rows) {
  table([["what", "seconds", "against, seconds", "ratio", "bar", ""], ...rows])
}

/** Rows in columns; the first one is the header. */
export function table(all) {
  const widths = all[0].map((_, i) => Math.max(...all.map((cells) => cells[i].length)))
  for (const cells of all)
    console.log(
      cells
        .map((cell, i) => cell.padEnd(widths[i]))
        .join("  ")
        .trimEnd(),
    )
}
