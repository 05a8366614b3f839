import * as fc from "fast-check"

import { needsQuotes } from "../../../src/gitops/edit/needs-quotes.ts"
import type { UnitRecord } from "../../../src/gitops/record/record.ts"
import { digest, tag } from "../edit/generate.ts"

export const nothing: UnitRecord = {
  tag: undefined,
  digest: undefined,
  source: undefined,
  change: undefined,
  replaced: [],
  hold: undefined,
}

/** Commit ids, among them those that a YAML reader takes for a number. */
const commit = fc.oneof(
  fc.stringMatching(/^[0-9a-f]{40}$/),
  fc.stringMatching(/^[0-9]{40}$/),
  fc.stringMatching(/^[0-9]{5}e[0-9]{34}$/),
)
const change = fc.oneof(
  fc.stringMatching(/^[a-z0-9-]{1,20}$/),
  fc.constantFrom("1e5", "0123", "-1", "---", "no", "null", "2026-01-01"),
)
const line = fc.oneof(
  fc.stringMatching(/^[a-z0-9][a-z0-9 :#'"@,{}[\]&*!|>%-]{0,20}[a-z0-9]$/),
  fc.constantFrom(
    "alice",
    "it's",
    "yes",
    "1e5",
    "- a",
    "# b",
    "결제 장애 👩‍🚒",
    "\\",
    '"',
    "a: b #c",
  ),
)
const since = fc
  .integer({ min: 0, max: 4_000_000_000 })
  .map((seconds) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z"))

const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

export const unit: fc.Arbitrary<UnitRecord> = fc.record({
  tag: optional(tag),
  digest: optional(digest),
  source: optional(commit),
  change: optional(change),
  replaced: fc.oneof(fc.constant([]), fc.array(commit, { maxLength: 10 })),
  hold: optional(fc.record({ by: line, reason: line, since })),
})

export const unitName = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9._-]{0,8}$/),
  fc.constantFrom("on", "123", "0x1f", "null", "constructor", "결제", "A", "1e5"),
)

type Quote = "" | "'" | '"'
interface UnitLayout {
  flow: boolean
  listInFlow: boolean
  holdInFlow: boolean
  indentedList: boolean
  quote: Quote
  comment: string
  above: string
  backwards: boolean
}

export interface GeneratedUnit {
  name: string
  unit: UnitRecord
  quote: Quote
  /** What of the text is this unit's, with the line break at its end. */
  start: number
  end: number
}
export interface GeneratedRecord {
  text: string
  units: GeneratedUnit[]
}

const layout: fc.Arbitrary<UnitLayout> = fc.record({
  flow: fc.boolean(),
  listInFlow: fc.boolean(),
  holdInFlow: fc.boolean(),
  indentedList: fc.boolean(),
  quote: fc.constantFrom<Quote>("", "'", '"'),
  comment: fc.constantFrom("", "", " # c", "   # a: {b}", ` # 'quote" - x`),
  above: fc.constantFrom("", "", "# about it", "# tag: x", "\n"),
  backwards: fc.boolean(),
})

/** A record as people and programs write it: `units` tell what it says. */
export const record: fc.Arbitrary<GeneratedRecord> = fc
  .record({
    units: fc.uniqueArray(fc.record({ name: unitName, unit, layout }), {
      selector: ({ name }) => name,
      maxLength: 5,
    }),
    sorted: fc.boolean(),
    step: fc.constantFrom(2, 4, 3),
    newline: fc.constantFrom("\n", "\r\n"),
    bom: fc.boolean(),
    head: fc.constantFrom("", "---\n", "# top\n\n", "%YAML 1.2\n---\n"),
    tail: fc.constantFrom("", "\n# end\n", "  # the end\n"),
    open: fc.boolean(),
  })
  .map(({ units, sorted, step, newline, bom, head, tail, open }) => {
    const ordered = sorted ? [...units].sort((a, b) => (a.name < b.name ? -1 : 1)) : units
    const begin = (bom ? "\uFEFF" : "") + head + (units.length === 0 ? "" : "version: 1\nunits:\n")
    let text = begin.replaceAll("\n", newline)
    const generated = ordered.map((each): GeneratedUnit => {
      const [above, own] = written(each.name, each.unit, each.layout, step)
      const start = text.length + above.replaceAll("\n", newline).length
      text += (above + own).replaceAll("\n", newline)
      const { name, unit: says, layout: how } = each
      return { name, unit: says, quote: how.quote, start, end: text.length }
    })
    if (units.length === 0) text += `version: 1\nunits: {}\n`.replaceAll("\n", newline)
    text += tail.replaceAll("\n", newline)
    if (open) text = text.slice(0, -newline.length)
    return { text, units: generated }
  })

/** What stands above a unit, and its own lines. */
function written(
  name: string,
  unitRecord: UnitRecord,
  how: UnitLayout,
  step: number,
): [string, string] {
  const { quote, comment } = how
  const scalar = (value: string) => quoted(value, quote)
  const list = `[${unitRecord.replaced.map(scalar).join(", ")}]`
  const { hold } = unitRecord
  const holdFields = hold
    ? [`by: ${scalar(hold.by)}`, `reason: ${scalar(hold.reason)}`, `since: ${scalar(hold.since)}`]
    : []
  const one = " ".repeat(step)
  const fields = (["tag", "digest", "source", "change"] as const).flatMap((field) => {
    const value = unitRecord[field]
    return value === undefined ? [] : [[`${field}: ${scalar(value)}`]]
  })
  const inFlow = how.flow
  if (unitRecord.replaced.length > 0)
    fields.push(
      inFlow || how.listInFlow
        ? [`replaced: ${list}`]
        : [
            "replaced:",
            ...unitRecord.replaced.map((id) => `${how.indentedList ? one : ""}- ${scalar(id)}`),
          ],
    )
  if (hold)
    fields.push(
      inFlow || how.holdInFlow
        ? [`hold: {${holdFields.join(", ")}}`]
        : ["hold:", ...holdFields.map((field) => one + field)],
    )
  if (how.backwards) fields.reverse()
  const key = `${one}${quoted(name, "")}:`
  const above = how.above === "" ? "" : how.above === "\n" ? "\n" : `${one}${how.above}\n`
  if (inFlow || fields.length === 0)
    return [above, `${key} {${fields.flat().join(", ")}}${comment}\n`]
  const lines = fields.flat().map((field) => `${one}${one}${field}${comment}\n`)
  return [above, `${key}${comment}\n${lines.join("")}`]
}

/** As a person who knows YAML writes it: quoted where it must be, and where they like it. */
function quoted(value: string, quote: Quote): string {
  if (quote === "'") return `'${value.replaceAll("'", "''")}'`
  return quote === '"' || needsQuotes(value) ? JSON.stringify(value) : value
}
