import * as fc from "fast-check"
import { expect, test } from "vitest"

import { schedules } from "./interleavings.ts"

test("whatever the order and the faults, nothing is lost, doubled or turned back", async () => {
  const details = await fc.check(schedules, { numRuns: 250 })
  expect(fc.defaultReportMessage(details)).toBeUndefined()
}, 60_000)
