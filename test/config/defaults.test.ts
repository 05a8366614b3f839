import { expect, it } from "vitest"

import { defaults, seconds } from "../../src/config/defaults.ts"

it.each([
  ["90s", 90],
  ["10m", 600],
  ["1h", 3600],
])("%s is %i seconds", (duration, expected) => {
  expect(seconds(duration)).toBe(expected)
})

it("tries the default version of a language first", () => {
  expect(defaults.pythons[0]).toBe(defaults.python)
  expect(defaults.nodes[0]).toBe(defaults.node)
})
