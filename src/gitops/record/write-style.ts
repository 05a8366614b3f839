import { isCollection, isMap, isPair, isScalar, type Pair, type Scalar } from "yaml"

import { fieldRange } from "../edit/layout.ts"
import { needsQuotes } from "../edit/needs-quotes.ts"
import { writeValue } from "../edit/write-field.ts"

/** How the texts of a place are written. */
export interface Style {
  /** Keys in double quotes, as in JSON; then values are too. */
  json: boolean
  /** JSON without spaces: `{"a":"b"}`. */
  tight: boolean
  quote: Scalar.Type | undefined
  /** Spaces of one level in block style. */
  step: number
}

/** The style of a pair and what is in it, for what is added to it. */
export function styleOf(text: string, owner: Pair, step: number): Style {
  const { value } = owner
  const first = isMap(value) ? value.items[0] : undefined
  const key = (first ?? owner).key
  const json = isScalar(key) && key.type === "QUOTE_DOUBLE"
  const end = (value as { range?: [number, number, number] } | null)?.range?.[1]
  // What is in quotes is not layout.
  const written = text.slice(fieldRange(owner)?.keyEnd, end).replaceAll(/"(?:[^"\\]|\\.)*"/g, "_")
  const tight = json && /^:\S/.test(written) && !/[:,]\s/.test(written)
  return { json, tight, quote: json ? "QUOTE_DOUBLE" : habit(value), step }
}

/** How the first value is quoted that need not be; one in quotes out of need says nothing. */
function habit(node: unknown): Scalar.Type | undefined {
  const found = firstFree(node)
  return found === undefined || found.type === "PLAIN" ? undefined : found.type
}

function firstFree(node: unknown): Scalar | undefined {
  if (isScalar(node)) return needsQuotes(String(node.value)) ? undefined : node
  const items: readonly unknown[] = isCollection(node) ? node.items : []
  for (const item of items) {
    const found = firstFree(isPair(item) ? item.value : item)
    if (found !== undefined) return found
  }
  return undefined
}

export function writeKey(key: string, { json }: Style): string {
  return writeValue(key, json ? "QUOTE_DOUBLE" : undefined)
}
