import { isMap, type Pair } from "yaml"

import { fieldRange } from "../edit/layout.ts"
import { pairOf } from "../edit/node-text.ts"
import { columnOf } from "./item-lines.ts"
import type { ParsedRecord } from "./parse-record.ts"

/** By how many spaces a record indents: as the first unit that shows it, else 2. */
export function indentStep({ text, map }: ParsedRecord): number {
  const units = pairOf(map, "units")
  const pairs = units === undefined ? [] : below(units)
  for (const owner of [...pairs, ...(units === undefined ? [] : [units])]) {
    const outer = column(text, owner)
    const inner = column(text, below(owner)[0])
    if (outer !== undefined && inner !== undefined && inner > outer) return inner - outer
  }
  return 2
}

function below({ value }: Pair): Pair[] {
  return isMap(value) && value.flow !== true ? value.items : []
}

function column(text: string, pair: Pair | undefined): number | undefined {
  const range = pair === undefined ? undefined : fieldRange(pair)
  return range === undefined ? undefined : columnOf(text, range)
}
