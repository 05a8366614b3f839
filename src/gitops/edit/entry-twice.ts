import { editError, lineAt, show } from "./edit-error.ts"
import type { Item } from "./list-items.ts"
import type { Kustomization } from "./parse-kustomization.ts"

/** The error for a name that two entries have. */
export function entryTwice({ file, text }: Kustomization, first: Item, second: Item): Error {
  return editError("E_IMAGE_ENTRY_TWICE", `${file}:${lineAt(text, second.offset)}`, {
    expected: `one entry of images with the name ${show(first.name!)}`,
    received: `a second; the first is at line ${lineAt(text, first.offset)}`,
    todo: "Remove one of the two: kustomize applies both, the last wins",
  })
}
