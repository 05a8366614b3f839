import { isMap } from "yaml"

import { fieldRange } from "../edit/layout.ts"
import { pairOf } from "../edit/node-text.ts"
import type { ParsedRecord } from "./parse-record.ts"

/** The text of each unit, in the order of the file. */
export function unitTexts({ text, map }: ParsedRecord): Map<string, string> {
  const units = pairOf(map, "units")?.value
  const texts = new Map<string, string>()
  for (const pair of isMap(units) ? units.items : []) {
    const range = fieldRange(pair)
    const name = String((pair.key as { value: unknown }).value)
    texts.set(name, range === undefined ? "" : text.slice(range.start, range.end))
  }
  return texts
}
