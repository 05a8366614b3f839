import { editError, lineAt, show } from "./edit-error.ts"
import type { ImageEdit } from "./image-edit.ts"
import { type Item, listItems } from "./list-items.ts"
import { textOf } from "./node-text.ts"
import type { Kustomization } from "./parse-kustomization.ts"

/**
 * Whether kustomize, which takes the name of an entry for a regular expression, would apply the entry
 * to this image. Only the dot is honoured: of the characters of image names it alone means something.
 * Names that are expressions on purpose are not run, for one of them could run for years.
 */
export function matchesName(entryName: string, image: string): boolean {
  if (entryName.length !== image.length) return false
  if (entryName === image) return true
  if (!entryName.includes(".") || /[^A-Za-z0-9._/:@-]/.test(entryName)) return false
  for (let index = 0; index < image.length; index++)
    if (entryName[index] !== "." && entryName[index] !== image[index]) return false
  return true
}

/**
 * kustomize applies every entry to what the entries above made of an image. Another entry may so
 * undo what this edit states, and everything would look well.
 */
export function checkChain(
  before: Kustomization,
  after: Kustomization,
  edits: readonly ImageEdit[],
): void {
  const items = listItems(after)
  for (const { name } of edits) {
    const own = items.find((item) => item.name === name)
    const meant = own && imageOf(own)
    if (meant === undefined) continue
    let image = { name, version: "" }
    let last = own
    for (const item of items) {
      if (item.name === undefined || !matchesName(item.name, image.name)) continue
      const version = imageOf(item)
      image = { name: textOf(item.map, "newName") ?? image.name, version: version ?? image.version }
      if (version !== undefined || item === own) last = item
    }
    if (image.version === meant) continue
    const lineOf = (item: Item) =>
      lineAt(before.text, listItems(before)[items.indexOf(item)]!.offset)
    const other = last === own ? items.find((item) => matchesName(item.name ?? "", name))! : last!
    throw editError("E_IMAGE_ENTRY_TWICE", `${before.file}:${lineOf(other)}`, {
      expected: `no entry beside that of ${show(name)} (line ${lineOf(own!)}) to apply to its image`,
      received: `${show(other.name!)}: kustomize would render ${show(image.name + image.version)}`,
      todo: "Give each image one entry: kustomize applies every entry to what the ones above made",
    })
  }
}

/** What an entry puts behind an image's name; undefined when it leaves that alone. */
function imageOf({ map }: Item): string | undefined {
  const tag = textOf(map, "newTag")
  const digest = textOf(map, "digest")
  if (tag === undefined && digest === undefined) return undefined
  return `${tag === undefined ? "" : `:${tag}`}${digest === undefined ? "" : `@${digest}`}`
}
