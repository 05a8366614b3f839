import { isScalar, type Pair, type Scalar } from "yaml"

import { fieldRange, type Splices } from "./layout.ts"
import { needsQuotes } from "./needs-quotes.ts"

/**
 * A text of one line the way its neighbours are quoted, and quoted at least where a reader could
 * mistake it.
 */
export function writeValue(value: string, style: Scalar.Type | undefined): string {
  if (style === "QUOTE_SINGLE") return `'${value.replaceAll("'", "''")}'`
  return style === "QUOTE_DOUBLE" || needsQuotes(value) ? JSON.stringify(value) : value
}

/** Replace the value of a field that is there. Undefined where its layout does not allow it. */
export function writeField(pair: Pair, value: string): Splices {
  const range = fieldRange(pair)
  const old = pair.value
  if (range === undefined || !isScalar(old) || !old.range) return undefined
  if (old.source === "") {
    if (old.type !== "PLAIN") return [splice(old, writeValue(value, old.type))]
    // `newTag:` and nothing: the value goes right behind the colon.
    if (old.tag !== undefined || old.anchor !== undefined) return undefined
    return [{ start: range.end, end: range.end, text: ` ${writeValue(value, jsonStyle(pair))}` }]
  }
  if (old.type?.startsWith("BLOCK")) return undefined
  const style = old.type === "PLAIN" ? jsonStyle(pair) : (old.type as Scalar.Type)
  return [splice(old, writeValue(value, style))]
}

/** Where keys are in double quotes, as in JSON, values are too. */
export function jsonStyle(pair: Pair): Scalar.Type | undefined {
  return isScalar(pair.key) && pair.key.type === "QUOTE_DOUBLE" ? "QUOTE_DOUBLE" : undefined
}

function splice(old: Scalar, text: string) {
  return { start: old.range![0], end: old.range![1], text }
}
