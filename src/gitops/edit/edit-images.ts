import type { YAMLMap } from "yaml"

import { SlipwayError } from "../../errors.ts"
import { addFields } from "./add-fields.ts"
import { checkChain } from "./check-chain.ts"
import { checkEdits } from "./check-edits.ts"
import { lineAt } from "./edit-error.ts"
import { findEntries } from "./find-entries.ts"
import type { ImageChange, ImageEdit } from "./image-edit.ts"
import { type Kustomization, parseKustomization } from "./parse-kustomization.ts"
import { planEntry, refuseLayout } from "./plan-entry.ts"
import { type Intent, sameExcept } from "./same-except.ts"
import { fullOffset, restore, type ShortText, spliceShort } from "./short-text.ts"
import { shorten } from "./shorten.ts"
import { unlike } from "./unlike.ts"

export interface EditedText {
  text: string
  /** In the order of the edits. Empty: the text is the one that was given. */
  changed: ImageChange[]
}

/**
 * State images in the text of a kustomization. Every byte outside the fields that change stays, and
 * what the text then says differs by exactly those. Throws a SlipwayError, and changes nothing, for
 * all that cannot be done so.
 */
export function editImages(
  text: string,
  edits: readonly ImageEdit[],
  { file }: { file: string },
): EditedText {
  checkEdits(edits)
  const shortened = shorten(text, edits)
  if (shortened !== undefined) {
    try {
      return editShort(shortened, edits, file)
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error
      // Once more with the whole text: the message needs its lines and names.
    }
  }
  return editShort({ text, cuts: [] }, edits, file)
}

function editShort(before: ShortText, edits: readonly ImageEdit[], file: string): EditedText {
  const parsed = parseKustomization(before.text, file)
  const plans = findEntries(parsed, edits).map((entry, index) =>
    planEntry(parsed, entry, edits[index]!),
  )
  const changed = plans.flatMap(({ changes, entry }) => {
    const line = lineAt(restore(before), fullOffset(before, entry.offset))
    return changes.map((change) => ({ ...change, line }))
  })
  if (changed.length === 0) {
    checkChain(parsed, parsed, edits)
    return { text: restore(before), changed }
  }
  const written = spliceShort(
    before,
    plans.flatMap((plan) => plan.splices),
  )
  let after = written
  let check = reparse(after, file)
  if (plans.some(({ added }) => added.length > 0)) {
    const entries = findEntries(check, edits)
    after = spliceShort(
      written,
      plans.flatMap(({ added }, index) => {
        if (added.length === 0) return []
        const splices = addFields(written.text, entries[index]!.map, added)
        return splices ?? refuseLayout(parsed, plans[index]!.entry)
      }),
    )
    check = reparse(after, file)
  }
  const intents = new Map(plans.map(({ entry, intent }) => [entry.map, intent]))
  if (!sameDocuments(parsed, check, intents)) throw unlike(file)
  checkChain(parsed, check, edits)
  return { text: restore(after), changed }
}

function reparse(short: ShortText, file: string): Kustomization {
  try {
    return parseKustomization(short.text, file)
  } catch (cause) {
    throw unlike(file, cause)
  }
}

function sameDocuments(
  before: Kustomization,
  after: Kustomization,
  intents: ReadonlyMap<YAMLMap, Intent>,
): boolean {
  return (
    before.documents.length === after.documents.length &&
    before.documents.every((document, index) =>
      sameExcept(document.contents, after.documents[index]!.contents, intents),
    )
  )
}
