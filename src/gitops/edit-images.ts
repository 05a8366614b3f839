import { isAlias, isScalar, type Pair, type YAMLMap } from "yaml"

import { SlipwayError } from "../errors.ts"
import { type AddedField, addFields } from "./add-fields.ts"
import { checkChain } from "./check-chain.ts"
import { checkEdits } from "./check-edits.ts"
import { editError, lineAt, show } from "./edit-error.ts"
import { type Entry, findEntries, isString, pairOf, textOf } from "./find-entry.ts"
import { type ImageChange, type ImageEdit, type ImageField, imageFields } from "./image-edit.ts"
import { type Kustomization, parseKustomization } from "./parse-kustomization.ts"
import { removeFields } from "./remove-fields.ts"
import { type Intent, sameExcept } from "./same-except.ts"
import { fullOffset, restore, type ShortText, spliceShort } from "./short-text.ts"
import { shorten } from "./shorten.ts"
import type { Splice } from "./splice.ts"
import { writeField } from "./write-field.ts"

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
  const parsed = parseSafely(before.text, file)
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

interface Plan {
  entry: Entry
  changes: Omit<ImageChange, "line">[]
  intent: Map<ImageField, string | null>
  /** Of fields that are there. */
  splices: Splice[]
  added: AddedField[]
}

function planEntry(parsed: Kustomization, entry: Entry, edit: ImageEdit): Plan {
  const plan: Plan = { entry, changes: [], intent: new Map(), splices: [], added: [] }
  const removed: Pair[] = []
  for (const field of imageFields) {
    const wanted = edit[field]
    if (wanted === undefined) continue
    const pair = pairOf(entry.map, field)
    const from = textOf(entry.map, field)
    // An empty field is none to kustomize: it may stay when none is wanted.
    if (wanted === null ? from === undefined && !isOpaque(pair) : isStated(pair, wanted)) continue
    if (pair) checkValue(parsed, pair, field)
    plan.intent.set(field, wanted)
    plan.changes.push({ name: edit.name, field, from, to: wanted ?? undefined })
    if (wanted === null) removed.push(pair!)
    else if (pair === undefined) plan.added.push({ field, value: wanted })
    else plan.splices.push(...(writeField(pair, wanted) ?? refuseLayout(parsed, entry)))
  }
  if (removed.length > 0)
    plan.splices.push(
      ...(removeFields(parsed.text, entry.map, removed) ?? refuseLayout(parsed, entry)),
    )
  return plan
}

function isOpaque(pair: Pair | undefined): boolean {
  return pair !== undefined && pair.value !== null && !isScalar(pair.value)
}

function isStated(pair: Pair | undefined, wanted: string): boolean {
  const value = pair?.value
  return isScalar(value) && value.value === wanted && isString(value)
}

/** A value whose text is its own. */
function checkValue({ text, file, facts }: Kustomization, pair: Pair, field: string): void {
  const { value } = pair
  const odd = isAlias(value)
    ? `the alias *${value.source}`
    : value !== null && !isScalar(value)
      ? "a list or a map"
      : isScalar(value) && facts.isAliased(value)
        ? `the anchor &${value.anchor}, which an alias repeats`
        : isScalar(value) && value.type?.startsWith("BLOCK")
          ? "a block of text (| or >)"
          : isScalar(value) && value.tag !== undefined && value.tag !== "tag:yaml.org,2002:str"
            ? `the tag ${value.tag}`
            : undefined
  if (odd === undefined) return
  const offset = (pair.key as { range?: [number, number, number] }).range?.[0] ?? 0
  throw editError("E_KUSTOMIZATION", `${file}:${lineAt(text, offset)}`, {
    expected: `${field} to be a string that is written out where it stands`,
    received: odd,
    todo: "Write the value out",
  })
}

function refuseLayout({ file }: Kustomization, entry: Entry): never {
  throw editError("E_KUSTOMIZATION", `${file}:${entry.line}`, {
    expected: `the entry ${show(entry.name)} as plain fields, one KEY: VALUE after the other`,
    received: "a layout that cannot be edited in place",
    todo: "Write it as:\n- name: NAME\n  newName: NEWNAME\n  newTag: TAG",
  })
}

function reparse(short: ShortText, file: string): Kustomization {
  try {
    return parseSafely(short.text, file)
  } catch (cause) {
    throw unlike(file, cause)
  }
}

function parseSafely(text: string, file: string): Kustomization {
  try {
    return parseKustomization(text, file)
  } catch (cause) {
    // The stack, by nesting.
    if (!(cause instanceof RangeError)) throw cause
    throw editError(
      "E_KUSTOMIZATION",
      `${file}:1`,
      { expected: "a kustomization", received: "YAML that is nested too deep", todo: "Flatten it" },
      cause,
    )
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

function unlike(file: string, cause?: unknown): SlipwayError {
  return new SlipwayError(
    "E_INTERNAL",
    `${file}: the edit would have changed more than it should, so nothing was written\nThis is a fault of Slipway: please report it with the file`,
    { cause },
  )
}
