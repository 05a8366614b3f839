import { spawnSync } from "node:child_process"

import * as fc from "fast-check"
import { expect, test } from "vitest"

import { quoted } from "../../src/text/quoted.ts"

test.each([
  ["plain/path-1.2", "plain/path-1.2"],
  ["", "''"],
  ["a b", "'a b'"],
  ["(root)", "'(root)'"],
  ["$HOME", "'$HOME'"],
  ["a'b", `'a'\\''b'`],
])("quotes %j only where it has to", (word, expected) => {
  expect(quoted(word)).toBe(expected)
})

test("a shell reads back any word", () => {
  const words = fc.array(
    fc.string({ unit: "binary" }).map((word) => word.toWellFormed()),
    {
      minLength: 200,
      maxLength: 200,
    },
  )
  fc.assert(
    fc.property(words, (list) => {
      const some = list.map((word) => word.replaceAll("\0", ""))
      const ran = spawnSync("sh", [], { input: `printf '%s\\0' ${some.map(quoted).join(" ")}` })
      expect(ran.stdout.toString()).toBe(some.map((word) => `${word}\0`).join(""))
    }),
    { numRuns: 5 },
  )
})
