import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

import { makeRedactor } from "../../src/text/redact.ts"

const secret = 'ghs_16C7/e4+2F=29 2c"69'

/** How a secret gets into a text. */
const forms: Record<string, (value: string) => string> = {
  raw: (value) => value,
  base64: (value) => Buffer.from(value).toString("base64"),
  "base64 after one byte": (value) => Buffer.from(`a${value}zzz`).toString("base64"),
  "base64 after two bytes": (value) => Buffer.from(`ab${value}zz`).toString("base64"),
  "Basic header": (value) => `Basic ${Buffer.from(`x-access-token:${value}`).toString("base64")}`,
  base64url: (value) => Buffer.from(value).toString("base64url"),
  "URL component": (value) => encodeURIComponent(value),
  "URL component, lower case": (value) =>
    encodeURIComponent(value).replace(/%../g, (each) => each.toLowerCase()),
  "URL form": (value) => new URLSearchParams([["", value]]).toString().slice(1),
  hex: (value) => Buffer.from(value).toString("hex"),
  HEX: (value) => Buffer.from(value).toString("hex").toUpperCase(),
  JSON: (value) => JSON.stringify(value),
  "JSON in JSON with slashes": (value) => JSON.stringify(value).replaceAll("/", "\\/"),
}

const breaks: Record<string, string> = {
  LF: "\n",
  CRLF: "\r\n",
  "LF and indentation": "\n    ",
  "escaped LF": "\\n",
  colour: "\u001b[0m",
}

describe("makeRedactor", () => {
  it.each(Object.keys(forms))("hides %s", (name) => {
    const hidden = makeRedactor([secret])(`before ${forms[name]!(secret)} after`)
    expect(hidden).toMatch(/^before .{0,26}\*\*\*.{0,8} after$/)
    expect(leaks(hidden, secret)).toEqual([])
  })

  it("leaves everything else as it is", () => {
    const redact = makeRedactor([secret])
    expect(redact(`Basic ${Buffer.from(secret).toString("base64")} ok`)).toBe("Basic *** ok")
    expect(redact(`token=${secret}; next`)).toBe("token=***; next")
    expect(redact("ghs_16C7 is only its beginning")).toBe("ghs_16C7 is only its beginning")
  })

  it.each(Object.entries(breaks))("hides what is wrapped by %s", (_, mark) => {
    const redact = makeRedactor([secret])
    for (const form of Object.values(forms)) {
      const text = form(secret)
      const wrapped = text.match(/.{1,7}/gs)!.join(mark)
      const shown = redact(wrapped).replaceAll(mark, "")
      expect(leaks(shown, secret)).toEqual([])
      expect(shown).toContain("***")
    }
  })

  it("takes the longer one of two that begin alike", () => {
    expect(makeRedactor(["abcd", "abcdefgh"])("abcdefgh abcd")).toBe("*** ***")
  })

  it("has nothing to do without secrets", () => {
    expect(makeRedactor([])("text")).toBe("text")
    expect(makeRedactor([""])("text")).toBe("text")
  })

  it("refuses a secret that it could not hide without hiding everything", () => {
    expect(() => makeRedactor(["long enough", "abc"])).toThrow(
      new RangeError("a secret has fewer than 4 characters: no text can be redacted"),
    )
  })

  it("hides every secret in every form at every place", () => {
    const unit = fc.oneof(
      fc.constantFrom(...Array.from("abz019_-+/=.:$^[](){}|\\\"'% ")),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
    )
    const anySecret = fc
      .string({ unit, minLength: 8, maxLength: 40 })
      .filter((value) => value.replace(/\s/g, "").length >= 8 && !value.includes("*"))
    fc.assert(
      fc.property(
        fc.array(anySecret, { minLength: 1, maxLength: 3 }),
        fc.string({ unit: fc.constantFrom("x", "y", " ", "\n", ":"), maxLength: 9 }),
        fc.constantFrom(...Object.keys(forms)),
        (secrets, around, name) => {
          const redact = makeRedactor(secrets)
          for (const value of secrets) {
            const shown = redact(`${around}${forms[name]!(value)}${around}`)
            expect(shown).toContain("***")
            expect(shown).not.toContain(value)
            expect(leaks(shown, value)).toEqual([])
          }
        },
      ),
    )
  })

  it("is quick on long text", () => {
    const text = `${"ghs_16C7/e4+2F=29 2c".repeat(20_000)}\n`.repeat(2)
    const start = performance.now()
    expect(makeRedactor([secret, "other secret"])(text)).toBe(text)
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})

/** Forms that still show more than half of the secret. */
function leaks(text: string, value: string): string[] {
  return Object.entries(forms)
    .filter(([name]) => !name.includes("byte") && name !== "Basic header" && name !== "JSON")
    .filter(([, form]) => text.includes(form(value).replace(/=+$/, "")))
    .map(([name]) => name)
}
