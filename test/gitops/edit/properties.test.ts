import * as fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parseAllDocuments } from "yaml"

import { SlipwayError } from "../../../src/errors.ts"
import { editImages } from "../../../src/gitops/edit/edit-images.ts"
import type { ImageEdit } from "../../../src/gitops/edit/image-edit.ts"
import { needsQuotes } from "../../../src/gitops/edit/needs-quotes.ts"
import { digest, type Generated, kustomization, repository, tag } from "./generate.ts"

const file = "k.yaml"
const runs = { numRuns: 600 }

/** What a reader of this version of YAML takes the images for. */
function read(text: string, version: "1.1" | "1.2"): Record<string, unknown>[] {
  const [document] = parseAllDocuments(text.replace(/^\uFEFF?%YAML 1.1\r?\n/, ""), {
    version,
    merge: true,
  })
  const { images } = (document as { toJS(): unknown }).toJS() as { images: unknown }
  return images as Record<string, unknown>[]
}

function differingLines(before: string, after: string): number {
  const a = before.split("\n")
  const b = after.split("\n")
  if (a.length !== b.length) return Infinity
  return a.filter((line, index) => line !== b[index]).length
}

/** The fields that an entry has, with new values. */
const existing = fc
  .record({
    generated: kustomization({ minLength: 1, maxLength: 8 }),
    pick: fc.nat(),
    tag,
    digest,
    repository,
  })
  .map(({ generated, pick, ...drawn }) => {
    const entry = generated.entries[pick % generated.entries.length]!
    const values = { newName: drawn.repository, newTag: drawn.tag, digest: drawn.digest }
    const fields = Object.fromEntries(entry.fields.map(({ key }) => [key, values[key]]))
    const edit: ImageEdit = { name: entry.name, ...fields }
    return { generated, entry, edit }
  })

/** Any fields of any entries: written, added, removed, kept. */
const any = fc
  .record({
    generated: kustomization({ minLength: 1, maxLength: 8 }),
    wanted: fc.array(
      fc.record({
        newName: fc.option(repository, { nil: null }),
        newTag: fc.option(fc.option(tag, { nil: null }), { nil: undefined }),
        digest: fc.option(fc.option(digest, { nil: null }), { nil: undefined }),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  })
  .map(({ generated, wanted }) => ({
    generated,
    edits: wanted
      .slice(0, generated.entries.length)
      .map((each, index): ImageEdit => ({ name: generated.entries[index]!.name, ...each })),
  }))

function expected(generated: Generated, edits: readonly ImageEdit[]): Record<string, string>[] {
  return generated.entries.map((entry) => {
    const edit = edits.find(({ name }) => name === entry.name)
    const before = Object.fromEntries(entry.fields.map(({ key, value }) => [key, value]))
    const after = { name: entry.name, ...before, ...edit }
    return Object.fromEntries(
      Object.entries(after)
        .filter(([key, value]) =>
          typeof value === "string" ? true : edit?.[key as "newTag"] === undefined && key in before,
        )
        .map(([key, value]) => [key, (value as string | undefined) ?? before[key]!]),
    )
  })
}

/** The scalars of an entry, without which a line must be what it was, comment and all. */
const scalars = /((?:newName|newTag|digest): )(["']?)[^\s,}"']+\2/g
const withoutScalars = (line: string) => line.replaceAll(scalars, "$1")

describe("an edit of fields that are there", () => {
  test("changes one line a field, or one line in flow style, and only its scalars", () => {
    fc.assert(
      fc.property(existing, ({ generated, entry, edit }) => {
        const { text, changed } = editImages(generated.text, [edit], { file })
        const lines = entry.flow ? Math.min(1, changed.length) : changed.length
        expect(differingLines(generated.text, text)).toBe(lines)
        const other = text.split("\n")
        const masked = generated.text
          .split("\n")
          .map((line, index) => [line, other[index]!])
          .map((pair) => (pair[0] === pair[1] ? pair : pair.map(withoutScalars)))
        for (const [before, after] of masked) expect(after).toBe(before)
      }),
      runs,
    )
  })

  test("and back gives the original bytes, where quoting permits", () => {
    fc.assert(
      fc.property(existing, ({ generated, entry, edit }) => {
        // A plain value that has to be quoted stays quoted on the way back.
        fc.pre(
          entry.fields.every(({ key, quote }) => quote !== "" || !needsQuotes(String(edit[key]))),
        )
        const { text } = editImages(generated.text, [edit], { file })
        const back = Object.fromEntries(entry.fields.map(({ key, value }) => [key, value]))
        expect(editImages(text, [{ name: entry.name, ...back }], { file }).text).toBe(
          generated.text,
        )
      }),
      runs,
    )
  })
})

describe("an edit of any fields", () => {
  test.each(["1.1", "1.2"] as const)("reads as meant by YAML %s, as strings", (version) => {
    fc.assert(
      fc.property(any, ({ generated, edits }) => {
        const { text } = editImages(generated.text, edits, { file })
        expect(read(text, version)).toEqual(expected(generated, edits))
      }),
      runs,
    )
  })

  test("a second time is nothing", () => {
    fc.assert(
      fc.property(any, ({ generated, edits }) => {
        const { text } = editImages(generated.text, edits, { file })
        expect(editImages(text, edits, { file })).toEqual({ text, changed: [] })
      }),
      runs,
    )
  })

  test("keeps comments, line breaks, byte order mark and the end of the file", () => {
    fc.assert(
      fc.property(any, ({ generated, edits }) => {
        const { text } = editImages(generated.text, edits, { file })
        const own = (value: string) => value.match(/^ *#.*$/gm) ?? []
        expect(own(text)).toEqual(own(generated.text))
        expect(text.startsWith("\uFEFF")).toBe(generated.text.startsWith("\uFEFF"))
        expect(text.endsWith("\n")).toBe(generated.text.endsWith("\n"))
        const crlf = generated.text.includes("\r\n")
        expect(/(?<!\r)\n/.test(text)).toBe(!crlf)
      }),
      runs,
    )
  })
})

test("needsQuotes finds every tag that YAML 1.1 or 1.2 takes for something else", () => {
  fc.assert(
    fc.property(tag, (value) => {
      if (needsQuotes(value)) return
      for (const version of ["1.1", "1.2"] as const)
        expect(parseAllDocuments(value, { version })[0]).toHaveProperty("contents.value", value)
    }),
    { numRuns: 20_000 },
  )
})

test("10,000 mutations: an error with a code, a place and nothing changed, or the edit", () => {
  const mutation = fc.record({
    generated: kustomization({ minLength: 1, maxLength: 4 }),
    cuts: fc.array(
      fc.record({
        at: fc.nat(),
        length: fc.nat({ max: 6 }),
        text: fc.oneof(
          fc.constantFrom(
            "\t",
            "\n",
            "- ",
            ": ",
            "{",
            "}",
            "[",
            "]",
            ",",
            "#",
            "'",
            '"',
            "*a",
            "&a ",
            "!!int ",
            "|",
            "? ",
            "<<: *a",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "\u2028",
            "\r",
            "\u0000",
            "\uD800",
            "name: app-0",
            "images:\n",
            "  ",
          ),
          fc.string({ maxLength: 4 }),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    newTag: tag,
    digest: fc.option(fc.option(digest, { nil: null }), { nil: undefined }),
  })
  let refused = 0
  let edited = 0
  fc.assert(
    fc.property(mutation, ({ generated, cuts, ...fields }) => {
      let text = generated.text
      for (const cut of cuts) {
        const at = cut.at % (text.length + 1)
        text = text.slice(0, at) + cut.text + text.slice(at + cut.length)
      }
      try {
        const edits = [{ name: "app-0", ...fields }]
        const result = editImages(text, edits, { file })
        edited++
        expect(editImages(result.text, edits, { file }).changed).toEqual([])
      } catch (error) {
        if (!(error instanceof SlipwayError)) throw error
        refused++
        expect(error.code).toMatch(/^E_(KUSTOMIZATION|IMAGE_ENTRY_MISSING|IMAGE_ENTRY_TWICE)$/)
        expect(error.message).toMatch(/^k\.yaml:\d+: expected [^]*\nNothing was written$/)
      }
    }),
    { numRuns: 10_000 },
  )
  // Both happen: a test that only ever refuses tests nothing.
  expect(Math.min(refused, edited)).toBeGreaterThan(1_000)
})
