import { readFileSync } from "node:fs"

import { expect, test } from "vitest"

import { recordJsonSchema } from "../../../src/gitops/record/record-json-schema.ts"

test("is the committed file", () => {
  const file = new URL("../../../slipway.record.schema.json", import.meta.url)
  expect(readFileSync(file, "utf8")).toBe(recordJsonSchema())
})

test("describes each field, and allows no other", () => {
  const schema = JSON.parse(recordJsonSchema()) as {
    additionalProperties: boolean
    required: string[]
    properties: {
      units: { additionalProperties: { additionalProperties: boolean; properties: object } }
    }
  }
  const unit = schema.properties.units.additionalProperties
  expect([schema.additionalProperties, unit.additionalProperties]).toEqual([false, false])
  expect(schema.required).toEqual(["version", "units"])
  expect(Object.keys(unit.properties)).toEqual([
    "tag",
    "digest",
    "source",
    "change",
    "replaced",
    "hold",
  ])
})
