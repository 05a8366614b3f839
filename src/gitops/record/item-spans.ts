import { isMap, isNode, isSeq, type Pair, type YAMLMap, type YAMLSeq } from "yaml"

import { contentEnd, fieldRange } from "../edit/layout.ts"
import type { Span } from "../edit/splice.ts"

/** Where the items of a list or map stand: a pair from its key on, an item of a list from its dash. */
export interface Items {
  collection: YAMLMap | YAMLSeq
  isFlow: boolean
  spans: Span[]
}

/** The items of a pair's value. Undefined for layouts that nobody writes, such as `? key`. */
export function itemSpans({ value }: Pair): Items | undefined {
  if (!isMap(value) && !isSeq(value)) return undefined
  const isFlow = value.flow === true
  const dashes = isSeq(value) && !isFlow ? dashesOf(value) : undefined
  const spans = value.items.map((item, index) => {
    if (isMap(value)) return fieldRange(item as Pair)
    if (!isNode(item) || !item.range) return undefined
    const start = dashes === undefined ? item.range[0] : dashes[index]
    const end = contentEnd(item)
    return start === undefined || end === undefined ? undefined : { start, end }
  })
  if (!spans.every((span) => span !== undefined)) return undefined
  return { collection: value, isFlow, spans }
}

function dashesOf(list: YAMLSeq): number[] {
  const source = list.srcToken
  if (source?.type !== "block-seq") return []
  return source.items.flatMap(({ start }) => {
    const dash = start.find((token) => token.type === "seq-item-ind")
    return dash === undefined ? [] : [dash.offset]
  })
}
