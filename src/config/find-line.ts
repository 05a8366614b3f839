import { isMap, isScalar, type Document, type LineCounter } from "yaml"

/** The line, from 1, of a key path; where it is missing, that of the nearest thing above it. */
export function findLine(
  doc: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  // The line of the key reads better than that of its value, which may begin below.
  const parent = path.length === 0 ? undefined : doc.getIn(path.slice(0, -1), true)
  const target = path.length === 1 ? doc.contents : parent
  if (isMap(target)) {
    const last = String(path.at(-1))
    const pair = target.items.find((item) => isScalar(item.key) && String(item.key.value) === last)
    if (pair && isScalar(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line
  }
  const node: unknown = doc.getIn(path, true)
  if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range))
    return lines.linePos(Number(node.range[0])).line
  return path.length > 0 ? findLine(doc, lines, path.slice(0, -1)) : undefined
}
