import { createHash } from "node:crypto"

import * as fc from "fast-check"
import { expect, test } from "vitest"

import { blobId } from "../../src/github/blob-id.ts"
import { cleanText } from "../../src/github/clean-text.ts"
import { branchQuery, commitQuery } from "../../src/github/commit-query.ts"
import { repositoryOf } from "../../src/github/repository-of.ts"
import { retryAfter } from "../../src/github/retry-after.ts"

test("no text that others wrote brings a secret or more than one short line along", () => {
  const secret = "s3cr3t"
  const redact = (text: string): string => text.replaceAll(secret, "*")
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: "binary" }), fc.constant(secret))), (parts) => {
      const clean = cleanText(parts.join("x".repeat(40)), redact)
      expect(clean).not.toContain(secret)
      expect(clean.length).toBeLessThanOrEqual(303)
      expect(clean).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    }),
  )
})

test("a wait is nothing or a number of milliseconds from zero on, whatever the headers are", () => {
  const header = fc.oneof(
    fc.constant(undefined),
    fc.string(),
    fc.integer().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
    fc.constant("0"),
  )
  const names = ["date", "retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"]
  const headers = fc.tuple(header, header, header, header)
  fc.assert(
    fc.property(headers, (values) => {
      const wait = retryAfter({
        headers: Object.fromEntries(names.map((name, index) => [name, values[index]])),
      })
      expect(wait === undefined || (Number.isFinite(wait) && wait >= 0)).toBe(true)
    }),
  )
})

test("a document's text depends on the number of its paths alone", () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.string(), (paths, other) => {
      const blank = paths.map(() => "p")
      expect(branchQuery(other, other, other, paths).query).toBe(
        branchQuery("o", "n", "b", blank).query,
      )
      expect(commitQuery(other, other, other, paths).query).toBe(
        commitQuery("o", "n", "c", blank).query,
      )
      expect(Object.values(commitQuery("o", "n", "c", paths).variables).slice(3)).toEqual(paths)
    }),
  )
})

test("an address is taken apart and never made up", () => {
  const part = fc.string({ unit: fc.constantFrom(...Array.from("ab.-_%/?#@:\\ \u00fc")) })
  fc.assert(
    fc.property(part, part, (owner, name) => {
      const found = repositoryOf(`https://github.com/${owner}/${name}`)
      if (found === undefined) return
      const path = `/${found.owner}/${found.name}`
      expect(new URL(`https://github.com${path}`).pathname).toBe(path)
      expect(found.apiUrl).toBe("https://api.github.com")
    }),
    { numRuns: 1000 },
  )
})

test("a blob's id is git's own", () => {
  // git hash-object --stdin of "hello\n", and of nothing.
  expect(blobId(Buffer.from("hello\n"), "0".repeat(40))).toBe(
    "ce013625030ba8dba906f756967f9e9ca394464a",
  )
  expect(blobId(new Uint8Array(), "0".repeat(40))).toBe("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
  expect(blobId(new Uint8Array(), "0".repeat(64))).toBe(
    createHash("sha256").update("blob 0\0").digest("hex"),
  )
})
