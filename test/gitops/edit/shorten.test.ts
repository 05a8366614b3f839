import * as fc from "fast-check"
import { expect, test } from "vitest"

import { SlipwayError } from "../../../src/errors.ts"
import { editImages } from "../../../src/gitops/edit/edit-images.ts"
import type { ImageEdit } from "../../../src/gitops/edit/image-edit.ts"
import { restore } from "../../../src/gitops/edit/short-text.ts"
import { shorten } from "../../../src/gitops/edit/shorten.ts"
import { digest, repository, tag } from "./generate.ts"

const file = "k.yaml"

function long(count: number, entry: (i: number) => string): string {
  return `images:\n${Array.from({ length: count }, (_, i) => entry(i)).join("")}`
}
const plain = (i: number) => `- name: app-${i}\n  newTag: v${i}\n`

test("cuts all but the first, the last and what is edited", () => {
  const text = `a: b\n${long(100, plain)}c: d\n`
  const short = shorten(text, [{ name: "app-50", newTag: "x" }])!
  expect(short.text).toBe(`a: b\nimages:\n${plain(0)}${plain(50)}${plain(99)}c: d\n`)
  expect(restore(short)).toBe(text)
})

test("keeps what kustomize would apply to the same image, and what comes of that", () => {
  const text =
    long(60, plain) +
    "- name: x/y\n  newName: z\n- name: app.7\n- name: z\n- name: end\n".replaceAll("z", "q/r")
  const short = shorten(text, [{ name: "app-7", newName: "x/y" }])!
  expect(short.text).toBe(
    `images:\n${plain(0)}${plain(7)}- name: x/y\n  newName: q/r\n- name: app.7\n- name: q/r\n- name: end\n`,
  )
})

test.each([
  ["few entries", long(20, plain)],
  ["two lines that say images", `${long(100, plain)}---\nimages:\n`],
  ["a list in flow style", `images: [\n${"  {name: a},\n".repeat(100)}]\n`],
  ["a name that is no string", long(100, (i) => `- name: ${i}\n`)],
  ["a key twice", long(100, () => "- name: a\n  name: b\n")],
  ["other fields", long(100, (i) => `- name: app-${i}\n  tagSuffix: x\n`)],
  ["escapes", long(100, () => '- name: "\\x61"\n')],
])("does not shorten %s", (_, text) => {
  expect(shorten(text, [{ name: "app-5", newTag: "x" }])).toBeUndefined()
})

test("a line is added to its own entry, not behind what was cut", () => {
  const text = long(100, (i) => `- name: app-${i}\n`)
  for (const i of [0, 1, 50, 97, 98, 99])
    expect(
      editImages(text, [{ name: `app-${i}`, newTag: "v1", digest: null }], { file }).text,
    ).toBe(text.replace(`app-${i}\n`, `app-${i}\n  newTag: v1\n`))
})

test("a line behind the last entry is that entry's", () => {
  const text = `${long(100, (i) => `- name: app-${i}\n`)}  newTag: !!str v0\n`
  expect(editImages(text, [{ name: "app-98", newTag: "v1" }], { file }).text).toBe(
    text.replace("app-98\n", "app-98\n  newTag: v1\n"),
  )
})

const quotes = fc.constantFrom("", "'", '"')
const simple = fc.record({
  newName: fc.option(repository, { nil: undefined }),
  newTag: fc.option(fc.constantFrom("v1", "1.2.3", "abc"), { nil: undefined }),
  quote: quotes,
  comment: fc.constantFrom("", "", " # c"),
})
const files = fc
  .record({
    entries: fc.array(simple, { minLength: 55, maxLength: 70 }),
    dash: fc.constantFrom("- ", "  - ", "-   "),
    newline: fc.constantFrom("\n", "\r\n"),
    tail: fc.constantFrom(
      "",
      "  newTag: !!str v0\n",
      "    newTag: !!str v0\n",
      "      more\n",
      "# c\n  digest: 'x'\n",
      "x: |\n  images:\n",
      "---\nkind: Other\n",
      "- {name: app-1}\n",
      "- name: app.2\n",
    ),
    mutation: fc.option(
      fc.record({
        at: fc.nat(),
        length: fc.nat({ max: 3 }),
        text: fc.constantFrom(
          "",
          "\n",
          " ",
          "- ",
          "'",
          '"',
          "#",
          "|\n",
          "&a ",
          "*a",
          "{",
          "\t",
          ":",
        ),
      }),
      { nil: undefined },
    ),
  })
  .map(({ entries, dash, newline, tail, mutation }) => {
    const indent = " ".repeat(dash.length)
    let text = long(entries.length, (i) => {
      const { newName, newTag, quote, comment } = entries[i]!
      const fields = [`name: ${quote}app-${i}${quote}${comment}`]
      if (newName !== undefined && newName !== "1e5") fields.push(`newName: ${newName}`)
      if (newTag !== undefined) fields.push(`newTag: ${quote}${newTag}${quote}`)
      return fields.map((each, k) => `${k === 0 ? dash : indent}${each}\n`).join("")
    })
    text = (text + tail).replaceAll("\n", newline)
    if (mutation === undefined) return { text, count: entries.length }
    const at = 8 + (mutation.at % (text.length - 7))
    text = text.slice(0, at) + mutation.text + text.slice(at + mutation.length)
    return { text, count: entries.length }
  })

test("shortened or whole: the same text, or the same refusal", () => {
  let shortened = 0
  const outcome = (text: string, edits: ImageEdit[]) => {
    try {
      return editImages(text, edits, { file })
    } catch (error) {
      if (!(error instanceof SlipwayError)) throw error
      return `${error.code} ${error.message.replace(/ \(column \d+\)/, "")}`
    }
  }
  const values = {
    newName: fc.option(fc.option(repository, { nil: null }), { nil: undefined }),
    newTag: fc.option(fc.option(tag, { nil: null }), { nil: undefined }),
    digest: fc.option(digest, { nil: undefined }),
  }
  const picks = fc.array(fc.record({ pick: fc.nat(), ...values }), { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(files, picks, ({ text, count }, wanted) => {
      const edits = wanted.map(({ pick, ...fields }) => ({
        name: `app-${pick % count}`,
        ...fields,
      }))
      if (shorten(text, edits)) shortened++
      // A tag on the list switches the short way off.
      const whole = outcome(text.replace("images:", "images: !!seq"), edits)
      const expected =
        typeof whole === "string"
          ? whole
          : { ...whole, text: whole.text.replace("images: !!seq", "images:") }
      expect(outcome(text, edits)).toEqual(expected)
    }),
    { numRuns: 500 },
  )
  expect(shortened).toBeGreaterThan(150)
})
