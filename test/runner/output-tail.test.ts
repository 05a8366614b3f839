import { expect, test } from "vitest"

import { OutputTail } from "../../src/runner/host/output-tail.ts"

function tailOf(keep: number, ...chunks: string[]): string {
  const tail = new OutputTail(keep)
  for (const chunk of chunks) tail.add(Buffer.from(chunk))
  return tail.text()
}

test("what fits is kept whole", () => {
  expect(tailOf(10, "12345", "67890")).toBe("1234567890")
})

test("nothing is nothing", () => {
  expect(tailOf(10)).toBe("")
})

test("a cut text begins at a line and says how much is missing", () => {
  expect(tailOf(10, "first\nsecond\nthird\n")).toBe("[13 bytes before are not kept]\nthird\n")
})

test("a letter is not cut in two", () => {
  expect(tailOf(8, "\ud55c\uad6d\n\uac00\ub098\n")).toBe(
    "[7 bytes before are not kept]\n\uac00\ub098\n",
  )
})

test("many chunks give what one would", () => {
  const text = Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join("")
  const chunks = text.match(/.{1,7}/gs)!
  expect(tailOf(64, ...chunks)).toBe(tailOf(64, text))
})
