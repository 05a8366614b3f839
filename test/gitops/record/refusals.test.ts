import { expect, test } from "vitest"

import { editRecord } from "../../../src/gitops/record/edit-record.ts"
import { readRecord } from "../../../src/gitops/record/read-record.ts"
import type { UnitRecord } from "../../../src/gitops/record/record.ts"
import { errorOf } from "../../support/error-of.ts"
import { nothing } from "./generate.ts"

const a = "a".repeat(40)
const edit = (text: string | undefined, unit: Partial<UnitRecord> | null, name = "web") =>
  errorOf(() => editRecord(text, "r.yaml", new Map([[name, unit && { ...nothing, ...unit }]])))

const hold = { by: "alice", reason: "it broke", since: "2026-11-22T10:00:00Z" }
const line = "expected one line of text, of at most 1000 characters"

test.each<[string, Partial<UnitRecord> | null, string, string?]>([
  [
    "a tag that is none",
    { tag: "v1\nv2" },
    'units.web.tag: expected a tag: at most 128 letters, digits, dots, dashes and underscores, received "v1\\nv2"',
  ],
  [
    "a short digest",
    { digest: "sha256:abc" },
    'units.web.digest: expected a digest: sha256: and 64 of 0-9 and a-f, received "sha256:abc"',
  ],
  [
    "a short commit id",
    { source: "abc1234" },
    'units.web.source: expected a full commit id of 40 hex digits, received "abc1234"',
  ],
  [
    "a change id in capitals",
    { change: "A" },
    'units.web.change: expected a change id: at most 128 of a-z, 0-9 and dashes, received "A"',
  ],
  [
    "eleven commits",
    { replaced: Array.from({ length: 11 }, () => a) },
    `units.web.replaced: expected at most 10, received ${JSON.stringify(Array.from({ length: 11 }, () => a)).slice(0, 77)}...`,
  ],
  [
    "a reason of two lines",
    { hold: { ...hold, reason: "a\nb" } },
    `units.web.hold.reason: ${line}, received "a\\nb"`,
  ],
  ["no reason", { hold: { ...hold, reason: "" } }, `units.web.hold.reason: ${line}, received ""`],
  [
    "half a character",
    { hold: { ...hold, by: "\ud800" } },
    `units.web.hold.by: ${line}, received "\\ud800"`,
  ],
  [
    "local time",
    { hold: { ...hold, since: "2026-11-22T10:00:00+01:00" } },
    'units.web.hold.since: expected a time in UTC, for example "2026-01-31T09:30:00Z", received "2026-11-22T10:00:00+01:00"',
  ],
  [
    "a name that is none",
    {},
    'units.-x: expected a name: letters, digits, `.`, `_`, `-`, beginning with a letter or digit, received "-x"',
    "-x",
  ],
  [
    "a name that is none, to remove",
    null,
    'units: expected the name of a unit, received "__proto__"',
    "__proto__",
  ],
])("never writes %s", (_, unit, problem, name) => {
  expect(edit(undefined, unit, name)).toEqual({
    code: "E_RECORD",
    message: `r.yaml: what is to be recorded is no record\n  r.yaml ${problem}\nNothing was written`,
  })
})

const layout = (place: string, key: string) =>
  `r.yaml:${place}: expected "${key}" as plain fields, one KEY: VALUE after the other, received a layout that cannot be edited in place\nWrite it as:\nunits:\n  UNIT:\n    tag: TAG\nNothing was written`

test.each([
  ["an explicit key", "version: 1\nunits:\n  web:\n    ? tag\n    : v1\n", "4", "tag"],
  ["an explicit key of a unit", "version: 1\nunits:\n  ? web\n  : {}\n", "3", "web"],
  ["an empty map below its key", "version: 1\nunits:\n  web:\n    {}\n", "3", "web"],
  ["a comment in an empty map", "version: 1\nunits:\n  web: { # c\n    }\n", "3", "web"],
])("refuses to edit %s", (_, text, place, key) => {
  expect(edit(text, { tag: "v2" })).toEqual({ code: "E_RECORD", message: layout(place, key) })
})

test("names the line of the text that was given, though something was added above", () => {
  const text =
    "version: 1\nunits:\n  api: {}\n  web: {tag: v1, change: x, # why\n    source: SOURCE}\n".replace(
      "SOURCE",
      a,
    )
  const changes = new Map([
    ["api", { ...nothing, tag: "v1" }],
    ["web", { ...nothing, tag: "v1" }],
  ])
  expect(errorOf(() => editRecord(text, "r.yaml", changes)).message).toBe(layout("4", "web"))
})

test("an edit of a broken record says what is broken", () => {
  expect(edit("version: 1\n", {}).message).toBe(
    "r.yaml has 1 problem\n  r.yaml:1 units: expected a map, received nothing\nCorrect the file, or restore it from git: slipway writes it\nNothing was written",
  )
})

const bomb =
  "a: &a [x, x, x, x, x, x, x, x, x, x]\n" +
  Array.from("bcdefgh", (name, i) => {
    const alias = `*${String.fromCharCode(97 + i)}`
    return `${name}: &${name} [${Array.from({ length: 10 }, () => alias).join(", ")}]\n`
  }).join("")
const many = (count: number, one: (i: number) => string) =>
  `version: 1\nunits:\n${Array.from({ length: count }, (_, i) => one(i)).join("")}`

test.each([
  ["aliases that explode", bomb, "r.yaml:6: expected aliases of some size"],
  ["too many bytes", "#".repeat(1 << 20) + "\n", "r.yaml:1: expected at most 1 MiB"],
  ["100 MB", "#\n".repeat(50_000_000), "r.yaml:1: expected at most 1 MiB"],
  ["deep nesting", `x: ${"[".repeat(100_000)}`, "r.yaml:1: expected YAML"],
  ["many documents", "---\n".repeat(250_000), "more than 100 documents"],
  [
    "many unknown keys",
    Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join(""),
    "problems",
  ],
  ["many faulty units", many(10_000, (i) => `  u${i}: {tga: 1}\n`), "and 9980 more"],
  ["many ambiguous names", many(20_000, (i) => `  ${i}: {}\n`), "and 19980 more"],
  ["many anchors", "&a ".repeat(50_000), "r.yaml:1: expected YAML"],
])("refuses %s in little time", (_, text, message) => {
  const started = performance.now()
  const error = errorOf(() => readRecord(text, "r.yaml"))
  expect(error.message).toContain(message)
  expect(error.message.length).toBeLessThan(10_000)
  expect(performance.now() - started).toBeLessThan(10_000)
})
