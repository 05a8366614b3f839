import { expect, test } from "vitest"

import { printable } from "../../src/text/printable.ts"

test.each([
  ["two\nlines, é 한글 😀 e\u0301", "two\nlines, é 한글 😀 e\u0301"],
  ["\u001b[2J\r\n", "<U+001B>[2J<U+000D>\n"],
  ["a\tb\0c\u007f\u009b", "a<U+0009>b<U+0000>c<U+007F><U+009B>"],
  ["\u202eevil\u2066\u200b\ufeff", "<U+202E>evil<U+2066><U+200B><U+FEFF>"],
  ["\u2028\u2029\ud83d\uffff\u{e0001}", "<U+2028><U+2029><U+D83D><U+FFFF><U+E0001>"],
])("%j", (text, shown) => {
  expect(printable(text)).toBe(shown)
  expect(printable(shown)).toBe(shown)
})
