import fc from "fast-check"
import { expect, test } from "vitest"

import { historyProblems, type OverlayCommit } from "../../support/history-check.ts"
import { schedules } from "./interleavings.ts"

test("whatever the order and the faults, nothing is lost, doubled or turned back", async () => {
  await fc.assert(schedules, { numRuns: 1000 })
}, 60_000)
