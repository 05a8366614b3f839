import { readFileSync } from "node:fs"

import { expect, it } from "vitest"

import { configJsonSchema } from "../../src/config/json-schema.ts"

it("is the committed file", () => {
  const file = new URL("../../src/config/slipway.schema.json", import.meta.url)
  expect(readFileSync(file, "utf8")).toBe(configJsonSchema())
})

it("describes each setting, and allows no other", () => {
  const schema = JSON.parse(configJsonSchema()) as {
    additionalProperties: boolean
    properties: Record<string, object>
  }
  expect(schema.additionalProperties).toBe(false)
  expect(Object.keys(schema.properties)).toEqual([
    "discover",
    "python",
    "node",
    "mirrors",
    "env",
    "timeout",
    "gitops",
    "units",
    "steps",
  ])
})
