import { writeValue } from "../edit/write-field.ts"
import type { NewItem } from "./plan-record.ts"
import { isList, type Tree } from "./unit-tree.ts"
import { type Style, writeKey } from "./write-style.ts"

/** An item in flow style, on one line. */
export function renderFlow({ key, value }: NewItem, style: Style): string {
  if (key === undefined) return flow(value, style)
  return `${writeKey(key, style)}:${style.tight ? "" : " "}${flow(value, style)}`
}

function flow(value: Tree, style: Style): string {
  const comma = style.tight ? "," : ", "
  if (typeof value === "string") return writeValue(value, style.quote)
  if (isList(value)) return `[${value.map((each) => flow(each, style)).join(comma)}]`
  return `{${[...value].map(([key, each]) => renderFlow({ key, value: each }, style)).join(comma)}}`
}

/**
 * The lines of a key and its value in block style, without the indentation of the first. A list
 * stays on one line: it is read by programs.
 */
export function renderBlock(key: string, value: Tree, style: Style): string[] {
  if (typeof value === "string" || isList(value) || value.size === 0)
    return [`${writeKey(key, style)}: ${flow(value, style)}`]
  const below = [...value].flatMap(([each, inner]) => renderBlock(each, inner, style))
  return [`${writeKey(key, style)}:`, ...below.map((line) => " ".repeat(style.step) + line)]
}
