import { expect, test } from "vitest"

import { mutate } from "../gitops/record/mutate.ts"

test("20,000 mutations of records: an error with a code and a place, or a record", () => {
  const started = performance.now()
  const { refused, read } = mutate(20_000)
  expect(Math.min(refused, read)).toBeGreaterThan(1_000)
  expect(performance.now() - started).toBeLessThan(300_000)
})
