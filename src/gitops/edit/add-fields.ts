import { isScalar, type Pair, type Scalar, type YAMLMap } from "yaml"

import { type ImageField, imageFields } from "./image-edit.ts"
import { insertInFlow } from "./insert-in-flow.ts"
import { insertLines } from "./insert-lines.ts"
import { fieldRange, isBraced, lineStart, nextLine, type Splices } from "./layout.ts"
import { pairOf } from "./node-text.ts"
import { jsonStyle, writeValue } from "./write-field.ts"

export interface AddedField {
  field: ImageField
  value: string
}

/**
 * Add fields to an entry where people put them: newName behind name, newTag behind newName, digest
 * behind newTag. Undefined where the entry's layout does not allow it.
 */
export function addFields(text: string, map: YAMLMap, fields: readonly AddedField[]): Splices {
  const behind = new Map<Pair, AddedField[]>()
  for (const field of imageFields) {
    const added = fields.find((each) => each.field === field)
    const anchor = added && anchorOf(map, field)
    if (anchor) behind.set(anchor, [...(behind.get(anchor) ?? []), added])
  }
  const braced = isBraced(text, map)
  if (braced === undefined) return undefined
  const all = [...behind].map(([anchor, added]) =>
    braced ? addInFlow(text, map, anchor, added) : addInBlock(text, map, anchor, added),
  )
  return all.some((each) => each === undefined) ? undefined : all.flatMap((each) => each ?? [])
}

function anchorOf(map: YAMLMap, field: ImageField): Pair | undefined {
  const before = ["name", ...imageFields.slice(0, imageFields.indexOf(field))].toReversed()
  for (const key of before) {
    const pair = pairOf(map, key)
    if (pair) return pair
  }
  return undefined
}

function addInBlock(text: string, map: YAMLMap, anchor: Pair, added: AddedField[]): Splices {
  const range = fieldRange(anchor)
  const first = map.items[0] && fieldRange(map.items[0])
  if (range === undefined || first === undefined) return undefined
  const prefix = text.slice(lineStart(text, first.start), first.start)
  if (!/^ *(?:- +)?$/.test(prefix)) return undefined
  const indent = " ".repeat(prefix.length)
  const lines = added.map((each) => `${indent}${each.field}: ${writeNew(anchor, each.value)}`)
  return [insertLines(text, nextLine(text, range.end), lines)]
}

function addInFlow(text: string, map: YAMLMap, anchor: Pair, added: AddedField[]): Splices {
  const range = fieldRange(anchor)
  if (range === undefined) return undefined
  const quote = jsonStyle(anchor) ? '"' : ""
  const written = text.slice(range.keyEnd, valueStart(anchor) ?? range.keyEnd)
  const colon = /^ *: *$/.test(written) && (quote !== "" || written.endsWith(" ")) ? written : ": "
  const fields = added.map(
    (each) => `${quote}${each.field}${quote}${colon}${writeNew(anchor, each.value)}`,
  )
  const inside = text.slice(map.range![0], map.range![1])
  const comma = quote !== "" && !/,\s/.test(inside) && colon === ":" ? "," : ", "
  return insertInFlow(text, range, fields, comma)
}

function valueStart(pair: Pair): number | undefined {
  return (pair.value as { range?: [number, number, number] } | null)?.range?.[0]
}

/** A new value is quoted as the one that it follows; plain where that is plain. */
function writeNew(anchor: Pair, value: string): string {
  const style = isScalar(anchor.value) ? (anchor.value.type as Scalar.Type) : undefined
  return writeValue(value, jsonStyle(anchor) ?? style)
}
