import { matchesName } from "./check-chain.ts"
import type { ImageEdit } from "./image-edit.ts"
import { needsQuotes } from "./needs-quotes.ts"
import type { ShortText } from "./short-text.ts"

/** Fewer entries than this are parsed faster than cut. */
const worthwhile = 50

const field =
  /^( *(?:- +)?)(name|newName|newTag|digest): +(?:([A-Za-z0-9_./@:-]+)|"([A-Za-z0-9_./@:-]+)"|'([A-Za-z0-9_./@:-]+)')(?: +#[^\r\n]*| *)\r?$/

interface SimpleEntry {
  start: number
  end: number
  name: string | undefined
  newName: string | undefined
}

/**
 * Parsing is what an edit costs, and nearly all that is parsed are entries that it does not touch.
 * Cut those out that are written in the plainest way, so that no parser is needed to know what they
 * say. Undefined where that is not worth it or not certain.
 */
export function shorten(text: string, edits: readonly ImageEdit[]): ShortText | undefined {
  const entries = simpleEntries(text)
  if (entries.length < worthwhile) return undefined
  const keep = relevant(entries, edits)
  if (keep === undefined) return undefined

  let short = ""
  let at = 0
  const cuts: { at: number; text: string }[] = []
  // The first entry shows the parser where it is; a line may follow the last and continue it.
  for (const entry of entries.slice(1, -1)) {
    if (keep.has(entry)) continue
    short += text.slice(at, entry.start)
    const removed = text.slice(entry.start, entry.end)
    const last = cuts.at(-1)
    if (last?.at === short.length) last.text += removed
    else cuts.push({ at: short.length, text: removed })
    at = entry.end
  }
  return { text: short + text.slice(at), cuts }
}

/** The run of plain entries behind the one line that says `images:`. */
function simpleEntries(text: string): SimpleEntry[] {
  const heads = [...text.matchAll(/^(?:\uFEFF)?images:[ \t]*(?:#[^\r\n]*)?\r?\n/gm)]
  const head = heads[0]
  if (head === undefined || heads.length > 1) return []
  const entries: SimpleEntry[] = []
  let dash: string | undefined
  let keys = new Set<string>()
  let at = head.index + head[0].length
  for (;;) {
    const newline = text.indexOf("\n", at)
    const match = newline === -1 ? null : field.exec(text.slice(at, newline))
    if (match === null) return entries
    const [, prefix, key, bare, double, single] = match
    const value = bare ?? double ?? single!
    if (bare !== undefined && needsQuotes(bare)) return withoutLast(entries)
    if (prefix!.includes("-")) {
      dash ??= prefix!
      if (prefix !== dash) return withoutLast(entries)
      keys = new Set()
      entries.push({ start: at, end: at, name: undefined, newName: undefined })
    } else if (dash === undefined || prefix !== " ".repeat(dash.length) || keys.has(key!))
      return withoutLast(entries)
    keys.add(key!)
    const entry = entries.at(-1)!
    if (key === "name" || key === "newName") entry[key] = value
    at = newline + 1
    entry.end = at
  }
}

function withoutLast(entries: SimpleEntry[]): SimpleEntry[] {
  return entries.slice(0, -1)
}

/** The entries that an edit names, and those that kustomize would apply to the same images. */
function relevant(
  entries: readonly SimpleEntry[],
  edits: readonly ImageEdit[],
): Set<SimpleEntry> | undefined {
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  const keep = new Set<SimpleEntry>()
  const reached = new Set<string>()
  for (const edit of edits) {
    reached.add(edit.name)
    const newName = edit.newName === undefined ? byName.get(edit.name)?.newName : edit.newName
    if (typeof newName === "string") reached.add(newName)
  }
  if (reached.size > worthwhile) return undefined
  for (const image of reached)
    for (const entry of entries) {
      if (entry.name === undefined || !matchesName(entry.name, image)) continue
      keep.add(entry)
      if (entry.newName !== undefined) reached.add(entry.newName)
    }
  return keep
}
