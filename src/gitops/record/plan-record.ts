import { isMap, isScalar, isSeq, type Pair, type Scalar } from "yaml"

import { pairOf } from "../edit/node-text.ts"
import { commonItems } from "./common-items.ts"
import type { ParsedRecord } from "./parse-record.ts"
import type { UnitRecord } from "./record.ts"
import { isList, newUnitTree, type Tree, unitFields, unitTree } from "./unit-tree.ts"

/** An item to add: of a map with its key, of a list without. */
export interface NewItem {
  key: string | undefined
  value: Tree
}

/** What is to be done to a record's text. The owner of a list or map is the pair whose value it is. */
export interface RecordPlan {
  writes: { pair: Pair; value: string }[]
  /** Behind the item of this index, before the first for -1. */
  inserts: { owner: Pair; inFlow: boolean; after: number; items: NewItem[] }[]
  removals: { owner: Pair; removed: ReadonlySet<number> }[]
}

/** The difference between what a record says and what it is to say of these units. */
export function planRecord(
  { map }: ParsedRecord,
  changes: ReadonlyMap<string, UnitRecord | null>,
): RecordPlan {
  const plan: RecordPlan = { writes: [], inserts: [], removals: [] }
  const owner = pairOf(map, "units")!
  const sorted = isSorted(keysOf(owner))
  const order = sorted ? [...changes].sort(([a], [b]) => (a < b ? -1 : 1)) : [...changes]
  const present = new Map(itemsOf(owner).map((pair) => [keyOf(pair), pair]))
  const missing = new Map<string, Tree | null>()
  for (const [name, unit] of order) {
    const pair = present.get(name)
    if (unit === null) missing.set(name, null)
    else if (pair === undefined) missing.set(name, newUnitTree(unit))
    else planMap(plan, pair, isFlow(owner) || map.flow === true, unitTree(unit), fieldPlace)
  }
  planMap(plan, owner, map.flow === true, missing, sorted ? sortedPlace : lastPlace)
  return plan
}

/** Where a key goes among others: the index of the one that it goes behind. */
type Place = (keys: readonly string[], key: string) => number

const lastPlace: Place = (keys) => keys.length - 1
const sortedPlace: Place = (keys, key) => keys.findLastIndex((each) => each < key)
const fieldPlace: Place = (keys, key) => {
  const before: readonly string[] = unitFields.slice(
    0,
    unitFields.findIndex((f) => f === key),
  )
  const found = before.toReversed().find((each) => keys.includes(each))
  return found === undefined ? -1 : keys.indexOf(found)
}

function planMap(
  plan: RecordPlan,
  owner: Pair,
  inFlow: boolean,
  wanted: ReadonlyMap<string, Tree | null>,
  place: Place,
): void {
  const keys = keysOf(owner)
  const at = new Map(keys.map((key, index) => [key, index]))
  const removed = new Set<number>()
  const inserts = new Map<number, NewItem[]>()
  for (const [key, value] of wanted) {
    const index = at.get(key)
    const pair = index === undefined ? undefined : itemsOf(owner)[index]
    if (index === undefined || pair === undefined) {
      if (value !== null) insert(inserts, place(keys, key), { key, value })
    } else if (value === null) {
      // An empty list says what none says.
      if (!isSeq(pair.value) || pair.value.items.length > 0) removed.add(index)
    } else if (typeof value === "string") {
      if ((pair.value as Scalar).value !== value) plan.writes.push({ pair, value })
    } else if (isList(value)) planList(plan, pair, inFlow || isFlow(owner), value)
    else planMap(plan, pair, inFlow || isFlow(owner), value, lastPlace)
  }
  finish(plan, owner, inFlow, inserts, removed)
}

/** Items that stay keep their text and their comments. */
function planList(plan: RecordPlan, owner: Pair, inFlow: boolean, wanted: readonly string[]): void {
  const nodes = isSeq(owner.value) ? owner.value.items : []
  const kept = commonItems(
    nodes.map((node) => (node as Scalar).value),
    wanted,
  )
  const inserts = new Map<number, NewItem[]>()
  let last = -1
  wanted.forEach((value, index) => {
    const own = kept.get(index)
    if (own !== undefined) {
      last = own
      return
    }
    const next = [...kept].find(([other]) => other > index)?.[1]
    insert(inserts, next === undefined ? last : next - 1, { key: undefined, value })
  })
  const stays = new Set(kept.values())
  const removed = new Set([...nodes.keys()].filter((index) => !stays.has(index)))
  finish(plan, owner, inFlow, inserts, removed)
}

function finish(
  plan: RecordPlan,
  owner: Pair,
  inFlow: boolean,
  inserts: ReadonlyMap<number, NewItem[]>,
  removed: ReadonlySet<number>,
): void {
  for (const [after, items] of inserts) plan.inserts.push({ owner, inFlow, after, items })
  if (removed.size > 0) plan.removals.push({ owner, removed })
}

function insert(inserts: Map<number, NewItem[]>, after: number, item: NewItem): void {
  const items = inserts.get(after)
  if (items) items.push(item)
  else inserts.set(after, [item])
}

function isFlow(owner: Pair): boolean {
  return isMap(owner.value) && owner.value.flow === true
}

function itemsOf(owner: Pair): Pair[] {
  return isMap(owner.value) ? owner.value.items : []
}

function keysOf(owner: Pair): string[] {
  return itemsOf(owner).map(keyOf)
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : ""
}

function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || keys[index - 1]! < key)
}
