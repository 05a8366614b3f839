import { isScalar, isSeq, type Pair } from "yaml"

import { insertInFlow } from "../edit/insert-in-flow.ts"
import { insertLines } from "../edit/insert-lines.ts"
import {
  beginsLine,
  fieldRange,
  lineBreak,
  lineEnd,
  lineStart,
  type Splices,
} from "../edit/layout.ts"
import { afterItem, beforeItems, columnOf, isSpaced } from "./item-lines.ts"
import { type Items, itemSpans } from "./item-spans.ts"
import type { NewItem, RecordPlan } from "./plan-record.ts"
import { renderBlock, renderFlow } from "./render-tree.ts"
import { type Style, styleOf } from "./write-style.ts"

/** Add items to a list or map the way that it is written. Undefined where its layout does not allow it. */
export function insertItems(
  text: string,
  { owner, inFlow, after, items }: RecordPlan["inserts"][number],
  step: number,
): Splices {
  const style = styleOf(text, owner, step)
  const range = fieldRange(owner)
  if (range === undefined) return undefined
  const there = itemSpans(owner)
  if (there === undefined || there.spans.length === 0)
    return fill(text, owner, inFlow, items, style)
  if (there.isFlow) return insertFlow(text, there, after, items, style)
  return insertBlock(text, range.start, there, after, items, style)
}

function insertFlow(
  text: string,
  { spans }: Items,
  after: number,
  items: readonly NewItem[],
  style: Style,
): Splices {
  const written = items.map((item) => renderFlow(item, style))
  const comma = style.tight ? "," : ", "
  if (after >= 0) return insertInFlow(text, spans[after]!, written, comma)
  const { start } = spans[0]!
  if (!beginsLine(text, start))
    return [{ start, end: start, text: written.map((item) => item + comma).join("") }]
  const at = lineStart(text, start)
  const indent = text.slice(at, start)
  return [
    insertLines(
      text,
      at,
      written.map((item) => `${indent}${item},`),
    ),
  ]
}

function insertBlock(
  text: string,
  owner: number,
  there: Items,
  after: number,
  items: readonly NewItem[],
  style: Style,
): Splices {
  const { collection, spans } = there
  const column = columnOf(text, spans[0]!)
  if (column === undefined) return undefined
  const spaced = !isSeq(collection) && isSpaced(text, spans)
  const indent = " ".repeat(column)
  const lines = items.flatMap(({ key, value }) => {
    if (key === undefined) return [indent + dash(text, there) + renderFlow({ key, value }, style)]
    const own = renderBlock(key, value, style).map((line) => indent + line)
    if (!spaced) return own
    return after < 0 ? [...own, ""] : ["", ...own]
  })
  const at =
    after < 0 ? beforeItems(text, owner, spans[0]!) : afterItem(text, spans[after]!, column)
  return [insertLines(text, at, lines)]
}

/** The dash with the spaces that the list's first item has. */
function dash(text: string, { collection, spans }: Items): string {
  const first = (collection.items[0] as { range?: [number, number, number] }).range?.[0] ?? 0
  const written = text.slice(spans[0]!.start, first)
  return /^- +$/.test(written) ? written : "- "
}

/** Into what is empty: `{}`, `[]` or nothing behind the colon. */
function fill(
  text: string,
  owner: Pair,
  inFlow: boolean,
  items: readonly NewItem[],
  style: Style,
): Splices {
  const range = fieldRange(owner)
  if (range === undefined) return undefined
  const value = owner.value as { range?: [number, number, number] } | null
  const isEmpty = value === null || (isScalar(value) && value.source === "")
  const end = isEmpty ? range.end : value.range?.[1]
  // What stands behind the colon, on its line, and is nothing but brackets.
  const start = text.indexOf(":", range.keyEnd) + 1
  if (end === undefined || !/^ *(?:\{ *\}|\[ *\]|~|null|Null|NULL)?$/.test(text.slice(start, end)))
    return undefined
  const written = items.map((item) => renderFlow(item, style)).join(style.tight ? "," : ", ")
  if (isSeq(value)) return [{ start, end, text: ` [${written}]` }]
  if (inFlow) return [{ start, end, text: style.tight ? `{${written}}` : ` {${written}}` }]
  const column = columnOf(text, range)
  if (column === undefined) return undefined
  const indent = " ".repeat(column + style.step)
  const lines = items.flatMap(({ key, value: tree }) =>
    renderBlock(key!, tree, style).map((line) => indent + line),
  )
  const newline = lineBreak(text)
  const at = lineEnd(text, end)
  return [
    { start, end, text: "" },
    { start: at, end: at, text: lines.map((line) => newline + line).join("") },
  ]
}
