import { isDeepStrictEqual } from "node:util"

import type { Pair } from "yaml"

import { closeEnd } from "../edit/close-end.ts"
import { editError, show } from "../edit/edit-error.ts"
import type { Splices } from "../edit/layout.ts"
import { startOf } from "../edit/node-text.ts"
import { applySplices, type Splice } from "../edit/splice.ts"
import { unlike } from "../edit/unlike.ts"
import { writeField } from "../edit/write-field.ts"
import { checkUnits } from "./check-units.ts"
import { indentStep } from "./indent-step.ts"
import { insertItems } from "./insert-items.ts"
import { type ParsedRecord, parseRecord } from "./parse-record.ts"
import { planRecord } from "./plan-record.ts"
import { valueOf } from "./read-record.ts"
import type { EnvironmentRecord, UnitRecord } from "./record.ts"
import { removeItems } from "./remove-items.ts"
import { toUnit } from "./to-unit.ts"
import { unitTexts } from "./unit-texts.ts"

export interface EditedRecord {
  text: string
  /** The units whose record differs, in the order of the changes. Empty: the text is as it was. */
  changed: string[]
}

/** What a new file begins with. */
const emptyRecord = `# What runs in this environment: per unit the image, the source commit it was built from, holds.
# slipway writes this file in the commit that changes the images.
version: 1
units: {}
`

/**
 * State the records of these units in the text of a `.slipway.yaml`; null removes a unit, undefined
 * for the text is a file that does not exist. Every byte outside of what changes stays. Throws
 * E_RECORD for a text or a record that is none, and for a layout that cannot be edited in place.
 */
export function editRecord(
  text: string | undefined,
  file: string,
  changes: ReadonlyMap<string, UnitRecord | null>,
): EditedRecord {
  checkUnits(file, changes)
  const before = parseRecord(text ?? emptyRecord, file)
  const record = valueOf(before)
  const wanted = new Map<string, UnitRecord | null>()
  for (const [name, change] of changes) {
    const unit = change && toUnit(change)
    if (!isDeepStrictEqual(record.units.get(name) ?? null, unit)) wanted.set(name, unit)
  }
  const changed = [...wanted.keys()]
  if (changed.length === 0) return { text: before.text, changed }

  // Added before removed: what is added takes its place and its style from what is there.
  const step = indentStep(before)
  let after = before
  const { writes, inserts } = planRecord(before, wanted)
  if (writes.length + inserts.length > 0)
    after = splice(file, before.text, [
      ...writes.flatMap(({ pair, value }) => orRefuse(before, pair, writeField(pair, value))),
      ...inserts.flatMap((each) =>
        orRefuse(before, each.owner, insertItems(before.text, each, step)),
      ),
    ])
  const { removals } = planRecord(after, wanted)
  if (removals.length > 0) {
    const { text: grown } = after
    // Errors name lines of the text that was given; its removals are the same ones.
    const owners = planRecord(before, wanted).removals.map(({ owner }) => owner)
    const splices = removals.flatMap((removal, index) =>
      orRefuse(before, owners[index]!, removeItems(grown, removal)),
    )
    after = splice(before.file, grown, closeEnd(grown, splices))
  }
  verify(before, after, { version: 1, units: applyTo(record.units, wanted) }, wanted)
  return { text: after.text, changed }
}

function applyTo(
  units: ReadonlyMap<string, UnitRecord>,
  changes: ReadonlyMap<string, UnitRecord | null>,
): ReadonlyMap<string, UnitRecord> {
  const all = [...new Map([...units, ...changes])]
  return new Map(all.flatMap(([name, unit]) => (unit === null ? [] : [[name, unit]])))
}

function orRefuse({ file, lineOf }: ParsedRecord, pair: Pair, splices: Splices): Splice[] {
  if (splices !== undefined) return splices
  throw editError("E_RECORD", `${file}:${lineOf(startOf(pair.key))}`, {
    expected: `${show(String((pair.key as { value: unknown }).value))} as plain fields, one KEY: VALUE after the other`,
    received: "a layout that cannot be edited in place",
    todo: "Write it as:\nunits:\n  UNIT:\n    tag: TAG",
  })
}

function splice(file: string, text: string, splices: readonly Splice[]): ParsedRecord {
  try {
    return parseRecord(applySplices(text, splices), file)
  } catch (cause) {
    throw unlike(file, cause)
  }
}

/** What the text now says is what was meant, and the text of every other unit is what it was. */
function verify(
  before: ParsedRecord,
  after: ParsedRecord,
  meant: EnvironmentRecord,
  changes: ReadonlyMap<string, unknown>,
): void {
  let said: EnvironmentRecord
  try {
    said = valueOf(after)
  } catch (cause) {
    throw unlike(before.file, cause)
  }
  const others = (parsed: ParsedRecord) =>
    [...unitTexts(parsed)].filter(([name]) => !changes.has(name))
  if (!isDeepStrictEqual(said, meant) || !isDeepStrictEqual(others(before), others(after)))
    throw unlike(before.file)
}
