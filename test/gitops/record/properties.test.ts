import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parseDocument } from "yaml"

import { needsQuotes } from "../../../src/gitops/edit/needs-quotes.ts"
import { editRecord } from "../../../src/gitops/record/edit-record.ts"
import { readRecord } from "../../../src/gitops/record/read-record.ts"
import type { UnitRecord } from "../../../src/gitops/record/record.ts"
import { record, type GeneratedRecord, unit, unitName } from "./generate.ts"
import { mutate } from "./mutate.ts"

const file = ".slipway.yaml"
const runs = { numRuns: 150 }

type Changes = ReadonlyMap<string, UnitRecord | null>

/** Any records for any units: stated, added, removed. */
const any = fc
  .record({
    generated: record,
    old: fc.array(fc.tuple(fc.nat(), fc.option(unit, { freq: 3 })), { maxLength: 3 }),
    added: fc.array(fc.tuple(unitName, unit), { maxLength: 2 }),
  })
  .map(({ generated, old, added }) => {
    const known = generated.units
    const changes: Changes = new Map<string, UnitRecord | null>([
      ...old.flatMap(([pick, value]): [string, UnitRecord | null][] =>
        known.length === 0 ? [] : [[known[pick % known.length]!.name, value]],
      ),
      ...added,
    ])
    return { generated, changes }
  })

function modelOf({ units }: GeneratedRecord): Map<string, UnitRecord> {
  return new Map(units.map(({ name, unit: says }) => [name, says]))
}

function expected(generated: GeneratedRecord, changes: Changes): Map<string, UnitRecord> {
  const model = modelOf(generated)
  for (const [name, says] of changes)
    if (says === null) model.delete(name)
    else model.set(name, says)
  return model
}

/** As any program reads it that knows nothing of records. */
function plain(text: string, version: "1.1" | "1.2"): unknown {
  const document = parseDocument(text.replace(/^\uFEFF?%YAML 1.2\r?\n/, ""), { version })
  expect(document.errors).toEqual([])
  return document.toJS()
}

function plainOf(model: ReadonlyMap<string, UnitRecord>): unknown {
  const units = [...model].map(([name, { replaced, ...says }]) => {
    const all = { ...says, replaced: replaced.length === 0 ? undefined : replaced }
    return [name, Object.fromEntries(Object.entries(all).filter(([, value]) => value))]
  })
  return { version: 1, units: Object.fromEntries(units) as unknown }
}

test("a record reads as it was written", () => {
  fc.assert(
    fc.property(record, (generated) => {
      const { units } = readRecord(generated.text, file)
      expect([...units]).toEqual([...modelOf(generated)])
    }),
    runs,
  )
})

describe("an edit of any units", () => {
  test.each(["1.1", "1.2"] as const)("reads as meant, also by YAML %s", (version) => {
    fc.assert(
      fc.property(any, ({ generated, changes }) => {
        const { text } = editRecord(generated.text, file, changes)
        const model = expected(generated, changes)
        expect(readRecord(text, file).units).toEqual(model)
        expect(plain(text, version)).toEqual(plainOf(model))
      }),
      runs,
    )
  })

  test("a second time is nothing", () => {
    fc.assert(
      fc.property(any, ({ generated, changes }) => {
        const { text } = editRecord(generated.text, file, changes)
        expect(editRecord(text, file, changes)).toEqual({ text, changed: [] })
      }),
      runs,
    )
  })

  test("keeps the order, line breaks, byte order mark and the end of the file", () => {
    fc.assert(
      fc.property(any, ({ generated, changes }) => {
        const { text } = editRecord(generated.text, file, changes)
        expect(text.startsWith("\uFEFF")).toBe(generated.text.startsWith("\uFEFF"))
        expect(text.endsWith("\n")).toBe(generated.text.endsWith("\n"))
        if (generated.text.includes("\n"))
          expect(/(?<!\r)\n/.test(text)).toBe(!generated.text.includes("\r\n"))
        const names = [...readRecord(text, file).units.keys()]
        const old = generated.units.map(({ name }) => name).filter((name) => names.includes(name))
        expect(names.filter((name) => old.includes(name))).toEqual(old)
        const ascending = (all: readonly string[]) => all.join("\n") === [...all].sort().join("\n")
        if (ascending(generated.units.map(({ name }) => name))) expect(ascending(names)).toBe(true)
        else expect(names.slice(0, old.length)).toEqual(old)
      }),
      runs,
    )
  })

  test("keeps every byte of the other units and around them", () => {
    fc.assert(
      fc.property(record, fc.nat(), unit, (generated, pick, says) => {
        fc.pre(generated.units.length > 0)
        const own = generated.units[pick % generated.units.length]!
        const { text } = editRecord(generated.text, file, new Map([[own.name, says]]))
        const before = generated.text.slice(0, own.start)
        const behind = generated.text.slice(own.end)
        expect(text.slice(0, before.length)).toBe(before)
        expect(text.slice(text.length - behind.length)).toBe(behind)
      }),
      runs,
    )
  })

  test("keeps the comments of a unit that stays", () => {
    const commented = (text: string) => text.match(/#[^\r\n]*/g)?.length ?? 0
    fc.assert(
      fc.property(record, fc.nat(), unit, (generated, pick, drawn) => {
        fc.pre(generated.units.length > 0)
        const own = generated.units[pick % generated.units.length]!
        // No field goes, so neither does its line.
        const says: UnitRecord = {
          tag: drawn.tag ?? own.unit.tag,
          digest: drawn.digest ?? own.unit.digest,
          source: drawn.source ?? own.unit.source,
          change: drawn.change ?? own.unit.change,
          replaced: [
            ...drawn.replaced.slice(0, 10 - own.unit.replaced.length),
            ...own.unit.replaced,
          ],
          hold: own.unit.hold,
        }
        const { text } = editRecord(generated.text, file, new Map([[own.name, says]]))
        expect(commented(text)).toBe(commented(generated.text))
      }),
      runs,
    )
  })
})

test("an edit of fields that are there, and back, gives the original bytes", () => {
  fc.assert(
    fc.property(record, fc.nat(), unit, (generated, pick, drawn) => {
      fc.pre(generated.units.length > 0)
      const own = generated.units[pick % generated.units.length]!
      const { hold, tag, digest, source, change } = own.unit
      const says: UnitRecord = {
        ...own.unit,
        tag: tag && (drawn.tag ?? tag),
        digest: digest && (drawn.digest ?? digest),
        source: source && (drawn.source ?? source),
        change: change && (drawn.change ?? change),
        hold: hold && (drawn.hold ?? hold),
      }
      // A plain value that has to be quoted stays quoted on the way back.
      const texts = ({ hold: held, ...rest }: UnitRecord) =>
        [rest.tag, rest.digest, rest.source, rest.change, ...Object.values(held ?? {})].map(String)
      const was = texts(own.unit)
      fc.pre(
        own.quote !== "" ||
          texts(says).every(
            (text, i) => text === was[i] || needsQuotes(text) === needsQuotes(was[i]!),
          ),
      )
      const { text } = editRecord(generated.text, file, new Map([[own.name, says]]))
      expect(editRecord(text, file, new Map([[own.name, own.unit]])).text).toBe(generated.text)
    }),
    runs,
  )
})

test("a unit that is added and removed again leaves no byte", () => {
  fc.assert(
    fc.property(record, unitName, unit, (generated, name, says) => {
      // With the last unit the layout of the whole map would go.
      fc.pre(generated.units.length > 0 && generated.units.every((each) => each.name !== name))
      const { text } = editRecord(generated.text, file, new Map([[name, says]]))
      expect(editRecord(text, file, new Map([[name, null]])).text).toBe(generated.text)
    }),
    runs,
  )
})

test.each([
  ["on one line", 0],
  ["over lines", 2],
])("JSON %s stays JSON", (_, spaces) => {
  fc.assert(
    fc.property(any, ({ generated, changes }) => {
      const before = JSON.stringify(plainOf(modelOf(generated)), null, spaces)
      const { text } = editRecord(before, file, changes)
      const model = expected(generated, changes)
      expect(JSON.parse(text)).toEqual(plainOf(model))
      expect(readRecord(text, file).units).toEqual(model)
      const loose = /[:,] /.test(text.replace(/"(?:[^"\\]|\\.)*"/g, ""))
      expect(loose && spaces === 0 && generated.units.length > 0).toBe(false)
    }),
    { numRuns: 150 },
  )
})

test("a new file says what was meant", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(unitName, unit), { maxLength: 5 }), (all) => {
      const units = new Map(all)
      const { text } = editRecord(undefined, file, units)
      expect(readRecord(text, file)).toEqual({ version: 1, units })
      expect(plain(text, "1.1")).toEqual(plainOf(units))
    }),
    { numRuns: 100 },
  )
})

test("1,000 mutations: an error with a code and a place, or a record", () => {
  const { refused, read } = mutate(1_000)
  // Both happen: a test that only ever refuses tests nothing.
  expect(Math.min(refused, read)).toBeGreaterThan(50)
})
