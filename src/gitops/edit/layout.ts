import { isCollection, isPair, isScalar, type Pair, type YAMLMap } from "yaml"

import type { Splice } from "./splice.ts"

/** Where a field's text stands: `key: value`, without what follows on its line. */
export interface FieldRange {
  start: number
  keyEnd: number
  end: number
}

/**
 * The text of a field, or undefined for the layouts that nobody writes and that an edit would break:
 * explicit keys (`? a`), keys with tags or anchors, a key without a colon.
 */
export function fieldRange(pair: Pair): FieldRange | undefined {
  const source = pair.srcToken
  if (!isScalar(pair.key) || !pair.key.range || source === undefined) return undefined
  const colon = source.sep?.find((token) => token.type === "map-value-ind")
  if (colon === undefined) return undefined
  const odd = source.start.some(
    (token) => !["space", "newline", "comment", "comma", "seq-item-ind"].includes(token.type),
  )
  if (odd) return undefined
  const after = colon.offset + 1
  return {
    start: pair.key.range[0],
    keyEnd: pair.key.range[1],
    end: Math.max(after, contentEnd(pair.value) ?? after),
  }
}

/**
 * Where the text of a node ends, without the comments and lines behind it that its own range counts.
 * Undefined for what has no text.
 */
export function contentEnd(node: unknown): number | undefined {
  if (isPair(node)) return fieldRange(node)?.end
  const end = (node as { range?: [number, number, number] } | null)?.range?.[1]
  if (isScalar(node) && node.source === "") return node.type === "PLAIN" ? undefined : end
  if (!isCollection(node) || node.flow === true) return end
  return contentEnd(node.items.at(-1)) ?? end
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1
}

/** The offset of the line's end, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset)
  if (newline === -1) return text.length
  return text[newline - 1] === "\r" ? newline - 1 : newline
}

/** The offset of the next line, or of the text's end. */
export function nextLine(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset)
  return newline === -1 ? text.length : newline + 1
}

export function lineBreak(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n"
}

/** `{...}`; false for block style. `[name: a]` is neither: undefined. */
export function isBraced(text: string, map: YAMLMap): boolean | undefined {
  if (map.flow !== true) return false
  return text[map.range?.[0] ?? -1] === "{" ? true : undefined
}

/** The comma or brace that follows a value in flow style; between them stand only spaces and comments. */
export function nextIndicator(text: string, offset: number): number {
  const found = /(?:\s|#[^\n]*)*/y
  found.lastIndex = offset
  found.exec(text)
  return found.lastIndex
}

/** Whether only spaces stand between the line's start and the offset. */
export function beginsLine(text: string, offset: number): boolean {
  return /^ *$/.test(text.slice(lineStart(text, offset), offset))
}

export type Splices = Splice[] | undefined
