import { describe, expect, test } from "vitest"

import { isStale } from "../../../src/gitops/record/is-stale.ts"
import { sourceOf } from "../../../src/gitops/record/source-of.ts"
import { nothing } from "./generate.ts"

const a = "a".repeat(40)
const b = "b".repeat(40)
const digest = `sha256:${"d".repeat(64)}`
const other = `sha256:${"e".repeat(64)}`
const record = { ...nothing, tag: "v1", digest, source: a }

describe("a record is stale when the kustomization names another image", () => {
  test.each([
    ["the same", record, { tag: "v1", digest }, false],
    ["another tag", record, { tag: "v2", digest }, true],
    ["no tag", record, { digest }, true],
    ["a tag where the record has none", nothing, { tag: "v1" }, true],
    ["another digest", record, { tag: "v1", digest: other }, true],
    ["no digest", record, { tag: "v1" }, false],
    [
      "a digest where the record has none",
      { ...record, digest: undefined },
      { tag: "v1", digest },
      false,
    ],
    ["a digest alone", { ...record, tag: undefined }, { digest }, false],
    ["another digest alone", { ...record, tag: undefined }, { digest: other }, true],
    ["nothing", nothing, {}, false],
  ])("%s", (_, of, entry, stale) => {
    expect(isStale(of, entry)).toBe(stale)
  })
})

describe("the source of what runs", () => {
  test.each([
    ["the record's", record, { tag: "v1", digest }, { source: a, from: "record" }],
    [
      "the record's, whatever the tag",
      { ...record, tag: b },
      { tag: b },
      { source: a, from: "record" },
    ],
    ["a stale record's: the tag", record, { tag: b }, { source: b, from: "tag" }],
    ["a stale record's: nobody's", record, { tag: "v2" }, { source: undefined, from: "unknown" }],
    [
      "a record's that knows none",
      { ...record, tag: b, source: undefined },
      { tag: b },
      { source: b, from: "tag" },
    ],
    ["no record's", undefined, { tag: b }, { source: b, from: "tag" }],
    [
      "a short id is not one",
      undefined,
      { tag: "bbbbbbb" },
      { source: undefined, from: "unknown" },
    ],
    [
      "nor is one of a dirty tree",
      undefined,
      { tag: `${b}-dirty-${a}` },
      { source: undefined, from: "unknown" },
    ],
    [
      "nor in capitals",
      undefined,
      { tag: b.toUpperCase() },
      { source: undefined, from: "unknown" },
    ],
    ["no tag", undefined, { digest }, { source: undefined, from: "unknown" }],
  ] as const)("%s", (_, of, entry, source) => {
    expect(sourceOf(of, entry)).toEqual(source)
  })
})
