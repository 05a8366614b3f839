import { isScalar, type Pair, type Scalar, type YAMLMap } from "yaml"

import { type ImageField, imageFields } from "./image-edit.ts"
import {
  beginsLine,
  fieldRange,
  isBraced,
  lineBreak,
  lineEnd,
  lineStart,
  nextIndicator,
  nextLine,
  type Splices,
} from "./layout.ts"
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
  const newline = lineBreak(text)
  const lines = added.map((each) => `${indent}${each.field}: ${writeNew(anchor, each.value)}`)
  const at = nextLine(text, range.end)
  if (text[at - 1] === "\n")
    return [{ start: at, end: at, text: lines.map((line) => line + newline).join("") }]
  return [{ start: at, end: at, text: lines.map((line) => newline + line).join("") }]
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
  const indicator = nextIndicator(text, range.end)
  if (!beginsLine(text, range.start)) {
    const inside = text.slice(map.range![0], map.range![1])
    const comma = quote !== "" && !/,\s/.test(inside) && colon === ":" ? "," : ", "
    const at = range.end
    return [{ start: at, end: at, text: fields.map((field) => comma + field).join("") }]
  }
  // One field a line: the comma stays with the line that it is on, and so does a comment.
  const indent = text.slice(lineStart(text, range.start), range.start)
  const newline = lineBreak(text)
  const hasComma = text[indicator] === ","
  const behind = hasComma ? indicator + 1 : range.end
  const rest = text.slice(behind, lineEnd(text, behind))
  if (!/^\s*(?:#.*)?$/.test(rest)) {
    const lines = fields.map((field) => `,${newline}${indent}${field}`).join("")
    return [{ start: range.end, end: range.end, text: lines }]
  }
  const lines = fields.map((field) => newline + indent + field)
  const at = lineEnd(text, behind)
  if (hasComma) return [{ start: at, end: at, text: lines.map((line) => `${line},`).join("") }]
  if (at === behind) return [{ start: at, end: at, text: lines.map((line) => `,${line}`).join("") }]
  return [
    { start: range.end, end: range.end, text: "," },
    { start: at, end: at, text: lines.join(",") },
  ]
}

function valueStart(pair: Pair): number | undefined {
  return (pair.value as { range?: [number, number, number] } | null)?.range?.[0]
}

/** A new value is quoted as the one that it follows; plain where that is plain. */
function writeNew(anchor: Pair, value: string): string {
  const style = isScalar(anchor.value) ? (anchor.value.type as Scalar.Type) : undefined
  return writeValue(value, jsonStyle(anchor) ?? style)
}
