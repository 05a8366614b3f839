import * as fc from "fast-check"
import { expect } from "vitest"

import { SlipwayError } from "../../../src/errors.ts"
import { editRecord } from "../../../src/gitops/record/edit-record.ts"
import { readRecord } from "../../../src/gitops/record/read-record.ts"
import type { UnitRecord } from "../../../src/gitops/record/record.ts"
import { record, unit } from "./generate.ts"

const snippets = fc.constantFrom(
  ..."\t|\n|- |: |{|}|[|]|,|#|'|\"|*a|&a |!!int |>-|? |<<: *a|---\n|...\n|%YAML 1.1\n|  |null|~|1e5".split(
    "|",
  ),
  ..."|\u2028|\r|\u0000|\uD800|\uFEFF|tag: v1|units:\n|version: 2\n|hold: |replaced:\n|__proto__: ".split(
    "|",
  ),
)

const mutation = fc.record({
  generated: record,
  cuts: fc.array(
    fc.record({
      at: fc.nat(),
      length: fc.nat({ max: 3 }),
      text: fc.oneof(snippets, fc.string({ maxLength: 4 })),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  says: fc.option(unit, { freq: 3 }),
})

/**
 * Break valid records in random places. What still reads is edited, and the edit must hold; what
 * does not must be refused as a person can read it. Nothing else may happen.
 */
export function mutate(numRuns: number): { refused: number; read: number } {
  let refused = 0
  let read = 0
  fc.assert(
    fc.property(mutation, ({ generated, cuts, says }) => {
      let text = generated.text
      for (const cut of cuts) {
        const at = cut.at % (text.length + 1)
        text = text.slice(0, at) + cut.text + text.slice(at + cut.length)
      }
      const name = generated.units[0]?.name ?? "web"
      const changes = new Map<string, UnitRecord | null>([[name, says]])
      try {
        const before = readRecord(text, "r.yaml").units
        read++
        const edited = editRecord(text, "r.yaml", changes)
        const after = new Map(before)
        if (says === null) after.delete(name)
        else after.set(name, says)
        expect(readRecord(edited.text, "r.yaml").units).toEqual(after)
      } catch (error) {
        if (!(error instanceof SlipwayError)) throw error
        refused++
        expect(error.code).toBe("E_RECORD")
        expect(error.message).toMatch(/^r\.yaml(?::\d+: expected | has )[^]*\nNothing was written$/)
      }
    }),
    { numRuns },
  )
  return { refused, read }
}
