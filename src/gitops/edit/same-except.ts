import { isAlias, isCollection, isMap, isNode, isPair, isScalar, type YAMLMap } from "yaml"

import type { ImageField } from "./image-edit.ts"
import { needsQuotes } from "./needs-quotes.ts"
import { pairOf } from "./node-text.ts"

/** What became of the fields of one entry: a value, or null where it went. */
export type Intent = ReadonlyMap<ImageField, string | null>

/**
 * Whether two trees are the same but for what the intents say of the entries that they name. Types,
 * anchors, tags and the order of everything else count.
 */
export function sameExcept(
  before: unknown,
  after: unknown,
  intents: ReadonlyMap<YAMLMap, Intent>,
): boolean {
  if (isMap(before) && isMap(after) && before.tag === after.tag && before.anchor === after.anchor) {
    const intent = intents.get(before)
    if (intent === undefined) return sameItems(before.items, after.items, intents)
    const untouched = (map: YAMLMap) =>
      map.items.filter(({ key }) => !isScalar(key) || !intent.has(String(key.value) as ImageField))
    return (
      sameItems(untouched(before), untouched(after), intents) &&
      [...intent].every(([field, value]) => states(after, field, value))
    )
  }
  if (isPair(before) && isPair(after))
    return (
      sameExcept(before.key, after.key, intents) && sameExcept(before.value, after.value, intents)
    )
  if (isAlias(before) && isAlias(after)) return before.source === after.source
  if (!isNode(before) || !isNode(after)) return before === after
  if (isAlias(before) || isAlias(after)) return false
  if (before.tag !== after.tag || before.anchor !== after.anchor) return false
  if (isScalar(before) && isScalar(after))
    return before.value === after.value && before.type === after.type
  if (!isCollection(before) || !isCollection(after) || isMap(before) !== isMap(after)) return false
  return sameItems(before.items, after.items, intents)
}

function sameItems(
  before: readonly unknown[],
  after: readonly unknown[],
  intents: ReadonlyMap<YAMLMap, Intent>,
): boolean {
  return (
    before.length === after.length &&
    before.every((item, index) => sameExcept(item, after[index], intents))
  )
}

/** A string for every reader, or gone. */
function states(map: YAMLMap, field: ImageField, value: string | null): boolean {
  const pair = pairOf(map, field)
  if (value === null) return pair === undefined
  const written = pair?.value
  if (!isScalar(written) || written.value !== value) return false
  return written.tag === "tag:yaml.org,2002:str" || written.type !== "PLAIN" || !needsQuotes(value)
}
