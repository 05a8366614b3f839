import { parseAllDocuments } from "yaml"

/** One leaf of the manifests that a build changed. */
interface Difference {
  path: string
  from: unknown
  to: unknown
}

/**
 * What two builds of an overlay differ by, apart from images that become one of `expected`. Also
 * which of the expected images no manifest has.
 */
export function compareBuilds(
  before: string,
  after: string,
  expected: ReadonlySet<string>,
): { unexpected: string[]; unused: string[] } {
  const [old, now] = [manifests(before), manifests(after)]
  const seen = new Set<unknown>()
  const differences = old.length === now.length ? [] : [lengths("manifests", old, now)]
  now.forEach((value, i) => {
    walk(old[i], value, nameOf(value), { differences, seen })
  })
  return {
    unexpected: differences
      .filter(({ to }) => typeof to !== "string" || !expected.has(to))
      .map(({ path, from, to }) => `${path}: ${show(from)} -> ${show(to)}`),
    unused: [...expected].filter((image) => !seen.has(image)),
  }
}

function manifests(text: string): unknown[] {
  return parseAllDocuments(text, { uniqueKeys: false, logLevel: "silent" }).map((document) =>
    document.toJS({ maxAliasCount: 100 }),
  )
}

function walk(
  from: unknown,
  to: unknown,
  path: string,
  found: { differences: Difference[]; seen: Set<unknown> },
): void {
  if (Array.isArray(from) && Array.isArray(to)) {
    if (from.length !== to.length) found.differences.push(lengths(path, from, to))
    to.forEach((value, i) => walk(from[i], value, `${path}[${i}]`, found))
  } else if (isMap(from) && isMap(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)]))
      walk(from[key], to[key], `${path}.${key}`, found)
  } else {
    found.seen.add(to)
    if (!Object.is(from, to)) found.differences.push({ path, from, to })
  }
}

function lengths(path: string, from: unknown[], to: unknown[]): Difference {
  return { path, from: from.length, to: to.length }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function nameOf(manifest: unknown): string {
  if (!isMap(manifest)) return "manifest"
  const { metadata } = manifest
  return `${String(manifest.kind)}/${isMap(metadata) ? String(metadata.name) : "?"}`
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing"
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
