import { isScalar, type YAMLMap } from "yaml"

import { entryTwice } from "./entry-twice.ts"
import { findPair } from "./find-pair.ts"
import { imageFields, type ImageField } from "./image-edit.ts"
import { LazyMap } from "./lazy-map.ts"
import { lineIndex } from "./line-index.ts"
import { type Item, listItems } from "./list-items.ts"
import { isNull, startOf } from "./node-text.ts"
import { type Kustomization, parseKustomization } from "./parse-kustomization.ts"
import { refuseAt } from "./refuse-at.ts"

/** What one entry of `images:` makes of its image. Undefined is what it leaves alone. */
export interface ImageEntry {
  newName: string | undefined
  newTag: string | undefined
  digest: string | undefined
  /** The line of the entry, from 1. */
  line: number
}

/**
 * The images of a kustomization by the names of their entries; entries without a name are left out.
 * An entry that an alias or a merge key completes reads as kustomize reads it. A name that two
 * entries have is E_IMAGE_ENTRY_TWICE, and a field that is no string E_KUSTOMIZATION, but only for
 * who asks for that entry: others' mistakes stop nobody.
 */
export function readImages(text: string, file: string): ReadonlyMap<string, ImageEntry> {
  const kustomization = parseKustomization(text, file)
  const lineOf = lineIndex(text)
  const items = new Map<string, Item[]>()
  for (const item of listItems(kustomization)) {
    if (item.name === undefined) continue
    const same = items.get(item.name)
    if (same) same.push(item)
    else items.set(item.name, [item])
  }
  return new LazyMap(items, ([item, second]) => {
    if (second !== undefined) throw entryTwice(kustomization, item!, second)
    const fields = imageFields.map((field) => [field, fieldOf(kustomization, item!.map, field)])
    return {
      ...(Object.fromEntries(fields) as Record<ImageField, string | undefined>),
      line: lineOf(item!.offset),
    }
  })
}

function fieldOf(kustomization: Kustomization, map: YAMLMap, field: ImageField) {
  const pair = findPair(kustomization.facts, map, field)
  if (pair === undefined || pair.value === null) return undefined
  const value = kustomization.facts.resolve(pair.value)
  if (isScalar(value)) return isNull(value) || value.value === "" ? undefined : String(value.value)
  throw refuseAt(
    kustomization,
    startOf(pair.key),
    `${field} to be a string`,
    "a list or a map",
    `Write it as ${field}: VALUE`,
  )
}
