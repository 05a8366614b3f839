import { isAlias, isMap, isScalar, isSeq, type Scalar, type YAMLMap } from "yaml"

import { show } from "./edit-error.ts"
import { findPair } from "./find-pair.ts"
import { imageFields } from "./image-edit.ts"
import { isString, pairOf, startOf } from "./node-text.ts"
import type { Kustomization } from "./parse-kustomization.ts"
import { refuseAt } from "./refuse-at.ts"

/** An item of `images:` as its reader would see it. */
export interface Item {
  name: string | undefined
  offset: number
  /** Why its text is not its own, where it is not. */
  shared: string | undefined
  map: YAMLMap
}

/** All entries, in the order in which kustomize applies them. */
export function listItems(kustomization: Kustomization): Item[] {
  const { map, facts } = kustomization
  checkSpelling(kustomization, map, ["images"])
  const old = pairOf(map, "imageTags")
  if (old)
    throw refuseAt(
      kustomization,
      startOf(old.key),
      "the field images",
      "imageTags, its old name",
      "Run kustomize edit fix in this directory",
    )
  const written = pairOf(map, "images")?.value
  const images = facts.resolve(written)
  if (isScalar(images) && (images.value === "" || /^(?:~|null)$/i.test(String(images.value))))
    return []
  if (images === undefined || images === null) return []
  if (!isSeq(images))
    throw refuseAt(
      kustomization,
      startOf(written),
      "images to be a list of entries",
      isMap(images) ? "a map" : show(String((images as Scalar).value)),
      "Write it as a list:\nimages:\n  - name: NAME\n    newTag: TAG",
    )
  const sharedList =
    isAlias(written) || facts.isAliased(images) ? "an alias of the whole list" : undefined
  return images.items.map((node, index) => {
    const entry = facts.resolve(node)
    const offset = startOf(node)
    if (!isMap(entry))
      throw refuseAt(
        kustomization,
        offset,
        `images[${index}] to be a map with a name`,
        isScalar(entry) ? show(String(entry.value)) : "a list",
        "Write it as: - name: NAME",
      )
    checkSpelling(kustomization, entry, ["name", ...imageFields])
    const merged = pairOf(entry, "<<")
    const shared = isAlias(node)
      ? `the alias *${node.source}`
      : facts.isAliased(entry)
        ? `the anchor &${entry.anchor}, which an alias repeats`
        : merged
          ? "a merge key (<<)"
          : sharedList
    return { name: nameOf(kustomization, entry, index), offset, shared, map: entry }
  })
}

function nameOf(kustomization: Kustomization, entry: YAMLMap, index: number): string | undefined {
  const { facts } = kustomization
  const pair = findPair(facts, entry, "name")
  if (pair === undefined) return undefined
  const value = facts.resolve(pair.value)
  if (isScalar(value) && isString(value)) return String(value.value)
  if (value === null || (isScalar(value) && value.value === "")) return undefined
  throw refuseAt(
    kustomization,
    startOf(pair.value),
    `images[${index}].name to be a string for every YAML reader`,
    isScalar(value) ? String(value.value) : "a list or a map",
    "Quote it",
  )
}

/** kustomize takes `newtag` for newTag. Other tools do not, and neither would we find it. */
function checkSpelling(kustomization: Kustomization, map: YAMLMap, known: readonly string[]): void {
  for (const { key } of map.items) {
    if (!isScalar(key)) continue
    const written = String(key.value)
    const meant = known.find((name) => name.toLowerCase() === written.toLowerCase())
    if (meant === undefined || meant === written) continue
    throw refuseAt(kustomization, startOf(key), `the key ${meant}`, show(written), `Write ${meant}`)
  }
}
