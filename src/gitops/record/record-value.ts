import { isMap, isScalar, isSeq } from "yaml"

import type { Problem } from "../../config/problem.ts"
import { isAmbiguous } from "../edit/is-ambiguous.ts"
import { isNull, startOf } from "../edit/node-text.ts"
import type { ParsedRecord } from "./parse-record.ts"

type Path = readonly (string | number)[]

/** What a record says, as far as its form allows to say. */
export interface RecordValue {
  value: unknown
  /** Keys that not every reader takes for the same. */
  keys: Problem[]
  /** Plain texts of that sort, by the path of their place. */
  texts: Map<string, Problem>
  /** The line of a path, from 1; where nothing stands there, of the nearest thing above it. */
  lineOf: (path: readonly PropertyKey[]) => number
}

/** Turn nodes into what the schema can check, and keep where each stands. */
export function recordValue({ map, lineOf }: ParsedRecord): RecordValue {
  const keys: Problem[] = []
  const texts = new Map<string, Problem>()
  const offsets = new Map<string, number>([[pathKey([]), startOf(map)]])

  function problem(path: Path, node: unknown, expected: string, received: string): Problem {
    const short = received.length > 80 ? `${received.slice(0, 77)}...` : received
    return { key: path.join("."), line: lineOf(startOf(node)), expected, received: short }
  }

  function convert(node: unknown, path: Path): unknown {
    if (isSeq(node))
      return node.items.map((item, index) => {
        offsets.set(pathKey([...path, index]), startOf(item))
        return convert(item, [...path, index])
      })
    if (isMap(node))
      // Object.fromEntries, because a key may be __proto__.
      return Object.fromEntries(
        node.items.map(({ key, value }) => {
          const text = String((key as { value: unknown }).value)
          const below = [...path, text]
          offsets.set(pathKey(below), startOf(key))
          if (isScalar(key) && key.type === "PLAIN" && isAmbiguous(text))
            keys.push(problem(below, key, "a key in quotes: YAML could read something else", text))
          // The schema's library drops this key without a word.
          if (text === "__proto__" && path.length === 1)
            keys.push(problem(below, key, "the name of a unit", `"${text}"`))
          return [text, convert(value, below)]
        }),
      )
    if (!isScalar(node) || isNull(node)) return path.join() === "units" ? {} : null
    const text = String(node.value)
    if (node.type !== "PLAIN") return text
    if (path.join() === "version" && /^[0-9]{1,9}$/.test(text)) return Number(text)
    if (isAmbiguous(text)) {
      const expected = "a text, in quotes where YAML would read something else"
      texts.set(pathKey(path), problem(path, node, expected, text))
    }
    return text
  }

  const value = convert(map, [])
  return {
    value,
    keys,
    texts,
    lineOf: (path) => {
      for (let length = path.length; length >= 0; length--) {
        const offset = offsets.get(pathKey(path.slice(0, length)))
        if (offset !== undefined) return lineOf(offset)
      }
      return 1
    },
  }
}

/** A key for a path that no other path has. */
export function pathKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String))
}
