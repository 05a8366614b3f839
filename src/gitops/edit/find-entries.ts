import type { YAMLMap } from "yaml"

import { lineAt, show } from "./edit-error.ts"
import { entryTwice } from "./entry-twice.ts"
import type { ImageEdit } from "./image-edit.ts"
import { listItems } from "./list-items.ts"
import { missingEntry } from "./missing-entry.ts"
import type { Kustomization } from "./parse-kustomization.ts"
import { refuseAt } from "./refuse-at.ts"

/** An entry of `images:` whose every field stands in it and can be edited. */
export interface Entry {
  name: string
  map: YAMLMap
  offset: number
  line: number
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
    if (item === undefined) throw missingEntry(kustomization, edit, items)
    if (second !== undefined) throw entryTwice(kustomization, item, second)
    if (item.shared !== undefined)
      throw refuseAt(
        kustomization,
        item.offset,
        `an entry for ${show(edit.name)} that is written out where it stands`,
        item.shared,
        "Write the entry out: an edit would change, or depend on, another place too",
      )
    return { name: edit.name, map: item.map, offset: item.offset, line: place(item.offset) }
  })
}
