import * as fc from "fast-check"
import { expect, test } from "vitest"

import { oneLine } from "../../../src/gitops/write/one-line.ts"

test("is one line for every reader, without anything that hides or turns it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
      const line = oneLine(text)
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      expect(line.length).toBeLessThanOrEqual(500)
      expect(oneLine(line)).toBe(line)
    }),
  )
})

test.each([
  ["fix: a\n\nSlipway-Change: release-1", "fix: a Slipway-Change: release-1"],
  ["  a\u2028b\u0000c  ", "a b c"],
  ["\u202ereversed", "reversed"],
  ["한글 제목", "한글 제목"],
])("%j", (text, line) => {
  expect(oneLine(text)).toBe(line)
})
