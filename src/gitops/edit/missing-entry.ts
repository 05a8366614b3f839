import { nearest } from "../../text/nearest.ts"
import { editError, lineAt, show } from "./edit-error.ts"
import { type ImageEdit, imageFields } from "./image-edit.ts"
import type { Item } from "./list-items.ts"
import { needsQuotes } from "./needs-quotes.ts"
import { pairOf, startOf, textOf } from "./node-text.ts"
import type { Kustomization } from "./parse-kustomization.ts"

/** The error that says which entry is near, and what to add. */
export function missingEntry(
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
