import { isAlias, isScalar, type Pair } from "yaml"

import type { AddedField } from "./add-fields.ts"
import { editError, lineAt, show } from "./edit-error.ts"
import type { Entry } from "./find-entries.ts"
import { type ImageChange, type ImageEdit, type ImageField, imageFields } from "./image-edit.ts"
import { isString, pairOf, textOf } from "./node-text.ts"
import type { Kustomization } from "./parse-kustomization.ts"
import { removeFields } from "./remove-fields.ts"
import type { Splice } from "./splice.ts"
import { writeField } from "./write-field.ts"

/** What is to be done to one entry. */
export interface Plan {
  entry: Entry
  changes: Omit<ImageChange, "line">[]
  intent: Map<ImageField, string | null>
  /** Of fields that are there. */
  splices: Splice[]
  added: AddedField[]
}

export function planEntry(parsed: Kustomization, entry: Entry, edit: ImageEdit): Plan {
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

export function refuseLayout({ file }: Kustomization, entry: Entry): never {
  throw editError("E_KUSTOMIZATION", `${file}:${entry.line}`, {
    expected: `the entry ${show(entry.name)} as plain fields, one KEY: VALUE after the other`,
    received: "a layout that cannot be edited in place",
    todo: "Write it as:\n- name: NAME\n  newName: NEWNAME\n  newTag: TAG",
  })
}
