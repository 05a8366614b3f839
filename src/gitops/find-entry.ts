import { isAlias, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from "yaml"

import { nearest } from "../text/nearest.ts"
import { editError, lineAt, show } from "./edit-error.ts"
import { type ImageEdit, imageFields } from "./image-edit.ts"
import { needsQuotes } from "./needs-quotes.ts"
import type { Kustomization } from "./parse-kustomization.ts"

/** An entry of `images:` whose every field stands in it and can be edited. */
export interface Entry {
  name: string
  map: YAMLMap
  offset: number
  line: number
}

/** An item of `images:` as its reader would see it. */
export interface Item {
  name: string | undefined
  offset: number
  /** Why its text is not its own, where it is not. */
  shared: string | undefined
  map: YAMLMap
}

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)
}

/** What a reader who does not resolve types sees: an empty value is none. */
export function textOf(map: YAMLMap, key: string): string | undefined {
  const value = pairOf(map, key)?.value
  return isScalar(value) && value.value !== "" ? String(value.value) : undefined
}

/**
 * The entries that the edits name. Names are compared letter by letter; kustomize takes them for
 * regular expressions, see checkChain.
 */
export function findEntries(kustomization: Kustomization, edits: readonly ImageEdit[]): Entry[] {
  const items = listItems(kustomization)
  const place = (offset: number) => lineAt(kustomization.text, offset)
  return edits.map((edit) => {
    const [item, second] = items.filter(({ name }) => name === edit.name)
    if (item === undefined) throw missing(kustomization, edit, items)
    if (second !== undefined)
      throw editError("E_IMAGE_ENTRY_TWICE", `${kustomization.file}:${place(second.offset)}`, {
        expected: `one entry of images with the name ${show(edit.name)}`,
        received: `a second; the first is at line ${place(item.offset)}`,
        todo: "Remove one of the two: kustomize applies both, the last wins",
      })
    if (item.shared !== undefined)
      throw refuse(
        kustomization,
        item.offset,
        `an entry for ${show(edit.name)} that is written out where it stands`,
        item.shared,
        "Write the entry out: an edit would change, or depend on, another place too",
      )
    return { name: edit.name, map: item.map, offset: item.offset, line: place(item.offset) }
  })
}

/** All entries, in the order in which kustomize applies them. */
export function listItems(kustomization: Kustomization): Item[] {
  const { map, facts } = kustomization
  checkSpelling(kustomization, map, ["images"])
  const old = pairOf(map, "imageTags")
  if (old)
    throw refuse(
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
    throw refuse(
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
      throw refuse(
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
    return { name: nameOf(kustomization, entry, index, 0), offset, shared, map: entry }
  })
}

function nameOf(
  kustomization: Kustomization,
  entry: YAMLMap,
  index: number,
  depth: number,
): string | undefined {
  const { facts } = kustomization
  const pair = pairOf(entry, "name")
  const merged = facts.resolve(pairOf(entry, "<<")?.value)
  if (pair === undefined) {
    const sources = isSeq(merged) ? merged.items.map((item) => facts.resolve(item)) : [merged]
    // Merges of merges of merges are somebody's joke.
    for (const source of depth > 9 ? [] : sources) {
      const name = isMap(source) ? nameOf(kustomization, source, index, depth + 1) : undefined
      if (name !== undefined) return name
    }
    return undefined
  }
  const value = facts.resolve(pair.value)
  if (isScalar(value) && isString(value)) return String(value.value)
  if (value === null || (isScalar(value) && value.value === "")) return undefined
  throw refuse(
    kustomization,
    startOf(pair.value),
    `images[${index}].name to be a string for every YAML reader`,
    isScalar(value) ? String(value.value) : "a list or a map",
    "Quote it",
  )
}

export function isString(scalar: Scalar): boolean {
  if (scalar.tag !== undefined) return scalar.tag === "tag:yaml.org,2002:str"
  return scalar.type !== "PLAIN" || !needsQuotes(String(scalar.value)) || isOddName(scalar)
}

/** Plain text with spaces or signs, such as `(.*)/app`, is a string though we would quote it. */
function isOddName(scalar: Scalar): boolean {
  return !/^[-+0-9.~]|^[a-z]{1,5}$/i.test(String(scalar.value)) && scalar.value !== ""
}

/** kustomize takes `newtag` for newTag. Other tools do not, and neither would we find it. */
function checkSpelling(kustomization: Kustomization, map: YAMLMap, known: readonly string[]): void {
  for (const { key } of map.items) {
    if (!isScalar(key)) continue
    const written = String(key.value)
    const meant = known.find((name) => name.toLowerCase() === written.toLowerCase())
    if (meant === undefined || meant === written) continue
    throw refuse(kustomization, startOf(key), `the key ${meant}`, show(written), `Write ${meant}`)
  }
}

function missing(
  { file, text, map }: Kustomization,
  edit: ImageEdit,
  items: readonly Item[],
): Error {
  const names = items.flatMap(({ name }) => (name === undefined ? [] : [name]))
  const renamed = items.find(
    (item) => item.name !== undefined && textOf(item.map, "newName") === edit.name,
  )
  const hint = renamed?.name ?? nearest(edit.name, names)
  const lines = [`  - name: ${yamlText(edit.name)}`]
  for (const field of imageFields) {
    const value = edit[field]
    if (typeof value === "string") lines.push(`    ${field}: ${yamlText(value)}`)
  }
  const images = pairOf(map, "images")
  return editError(
    "E_IMAGE_ENTRY_MISSING",
    `${file}:${images ? lineAt(text, startOf(images.key)) : 1}`,
    {
      expected: `an entry of images with the name ${show(edit.name)}`,
      received:
        (names.length === 0
          ? "no entries"
          : `${names.length} ${names.length === 1 ? "entry" : "entries"} with other names`) +
        (hint === undefined ? "" : `; did you mean ${show(hint)}?`),
      todo: `To add it:\nimages:\n${lines.join("\n")}`,
    },
  )
}

function yamlText(value: string): string {
  return needsQuotes(value) ? JSON.stringify(value) : value
}

function startOf(node: unknown): number {
  return (node as { range?: [number, number, number] } | null)?.range?.[0] ?? 0
}

function refuse(
  { file, text }: Kustomization,
  offset: number,
  expected: string,
  received: string,
  todo: string,
): Error {
  return editError("E_KUSTOMIZATION", `${file}:${lineAt(text, offset)}`, {
    expected,
    received,
    todo,
  })
}
