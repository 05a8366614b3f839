import { describe, expect, test } from "vitest"

import { readRecord } from "../../../src/gitops/record/read-record.ts"
import { errorOf } from "../../support/error-of.ts"
import { nothing } from "./generate.ts"

const a = "a".repeat(40)
const digest = `sha256:${"d".repeat(64)}`
const read = (text: string) => readRecord(text, "r.yaml")
const unit = (fields: string) => read(`version: 1\nunits:\n  web: ${fields}\n`).units.get("web")

describe("what a record says", () => {
  test("all of a unit", () => {
    const text = `version: 1
units:
  web:
    tag: v1
    digest: ${digest}
    source: ${a}
    change: release-1
    replaced: [${a}]
    hold: {by: alice, reason: 3 customers wait, since: "2026-11-22T10:00:00Z"}
`
    expect(read(text)).toEqual({
      version: 1,
      units: new Map([
        [
          "web",
          {
            tag: "v1",
            digest,
            source: a,
            change: "release-1",
            replaced: [a],
            hold: { by: "alice", reason: "3 customers wait", since: "2026-11-22T10:00:00Z" },
          },
        ],
      ]),
    })
  })

  test.each([
    ["a map without fields", "{}", nothing],
    ["an empty list", "{replaced: []}", nothing],
    ["numbers in quotes", `{tag: "1e5", source: "${"1".repeat(40)}"}`, { tag: "1e5" }],
    ["escapes", '{tag: "v\\x31"}', { tag: "v1" }],
  ])("%s", (_, fields, expected) => {
    expect(unit(fields)).toMatchObject(expected)
  })

  test.each([
    ["no units", "version: 1\nunits: {}\n"],
    ["nothing behind units", "version: 1\nunits: # none\n"],
    ["null", "version: 1\nunits: ~\n"],
  ])("%s", (_, text) => {
    expect(read(text)).toEqual({ version: 1, units: new Map() })
  })

  test("units in the order of the file, also those that look like numbers", () => {
    const text = 'version: 1\nunits: {b: {}, "2": {}, a: {}, "1": {}, constructor: {}}\n'
    expect([...read(text).units.keys()]).toEqual(["b", "2", "a", "1", "constructor"])
  })
})

/** What is refused, and all that the message says but its last line. */
const refused: [fault: string, text: string, message: string][] = [
  [
    "a later version, whatever else it says",
    "version: 2\nenvironments: {}\n",
    "r.yaml:1: expected version: 1, which this Slipway writes, received version: 2, which a later Slipway writes\nUse the Slipway that wrote the file, or a later one",
  ],
  [
    "a version that is none",
    'units: {}\nversion: "1"\n',
    'r.yaml:2: expected version: 1, which this Slipway writes, received version: "1", which no Slipway writes\nWrite version: 1, or restore the file from git',
  ],
  [
    "an empty file",
    "# nothing\n",
    "r.yaml:1: expected a map with version and units, received nothing\nRestore the file from git, or delete it: slipway then writes a new one",
  ],
  [
    "a list",
    "\n- a\n",
    "r.yaml:2: expected a map with version and units, received a list\nRestore the file from git, or delete it: slipway then writes a new one",
  ],
  [
    "a text",
    "hello\n",
    "r.yaml:1: expected a map with version and units, received a text\nRestore the file from git, or delete it: slipway then writes a new one",
  ],
  [
    "a key that stands twice",
    "version: 1\nunits:\n  web: {}\n  'web': {}\n",
    'r.yaml:4: expected the key "web" once, received it twice\nRemove one of the two: readers differ in which they take',
  ],
  [
    "a further document",
    "version: 1\nunits: {}\n---\nversion: 1\n",
    "r.yaml:4: expected one YAML document, received a further one\nRemove it: a record is one document",
  ],
  [
    "an alias",
    "version: 1\nunits:\n  a: &x {tag: v1}\n  b: *x\n",
    "r.yaml:3: expected plain values, written out where they stand, received the anchor &x\nWrite the value out",
  ],
  [
    "an alias of nothing",
    "version: 1\nunits:\n  b: *x\n",
    "r.yaml:3: expected an alias of an anchor above, received *x, of which there is none\nCorrect the alias",
  ],
  [
    "a merge key",
    "version: 1\nunits:\n  b:\n    <<: {tag: v1}\n",
    "r.yaml:4: expected plain values, written out where they stand, received a merge key (<<)\nWrite the value out",
  ],
  [
    "a tag",
    "version: 1\nunits:\n  b: {tag: !!str 1}\n",
    "r.yaml:3: expected plain values, written out where they stand, received the tag tag:yaml.org,2002:str\nWrite the value out",
  ],
  [
    "a block of text",
    "version: 1\nunits:\n  b:\n    tag: |\n      v1\n",
    "r.yaml:4: expected plain values, written out where they stand, received a block of text (| or >)\nWrite the value out",
  ],
  [
    "a key that is a list",
    "version: 1\nunits:\n  [a]: {}\n",
    "r.yaml:3: expected a key that is a text, received a list or a map\nCorrect the key",
  ],
  [
    "a tab",
    "version: 1\nunits:\n\tweb: {}\n",
    "r.yaml:3: expected YAML, received Tabs are not allowed as indentation (column 1)\nCorrect the file",
  ],
  [
    "a tab alone on a line",
    "version: 1\nunits: {}\n\t",
    "r.yaml:3: expected empty lines without tabs, received a tab alone on a line\nRemove the tab",
  ],
  [
    "what is no YAML",
    "version: 1\nunits: {\n",
    "r.yaml:3: expected YAML, received Flow map in block collection must be sufficiently indented and end with a } (column 1)\nCorrect the file",
  ],
  [
    "carriage returns",
    "version: 1\runits: {}\r",
    "r.yaml:1: expected characters that every YAML reader takes alike, received U+000D\nRemove the character; lines end with LF or CRLF",
  ],
  [
    "conflict marks",
    "<<<<<<< HEAD\nversion: 1\n=======\nversion: 1\n>>>>>>> x\nunits: {}\n",
    "r.yaml:1: expected YAML, received Implicit keys need to be on a single line (column 1)\nCorrect the file",
  ],
]

test.each(refused)("refuses %s", (_, text, message) => {
  expect(errorOf(() => read(text))).toEqual({
    code: "E_RECORD",
    message: `${message}\nNothing was written`,
  })
})

test("lists all problems by line, each with what was expected and what was received", () => {
  const text = `version: 1
unit: 1
units:
  web:
    tga: 1
    tag: 0012e3
    digest: sha256:abc
    source: HEAD
    change: Release 1
    replaced: [${a}, "b", 1]
    hold: {by: x, reason: "", since: 2026-11-22T10:00:00Z, until: never}
  -x: {}
  on: {}
  api: v1
  worker:
  __proto__: {}
  old: {tag: null, replaced: ${a}, hold: {since: "2026-02-30T10:00:00Z", by: " a ", reason: "a\\nb"}}
`
  expect(errorOf(() => read(text))).toEqual({
    code: "E_RECORD",
    message: `r.yaml has 21 problems
  r.yaml:2 unit: expected one of version, units, received "unit"; did you mean "units"?
  r.yaml:5 units.web.tga: expected one of tag, digest, source, change, replaced, hold, received "tga"; did you mean "tag"?
  r.yaml:6 units.web.tag: expected a text, in quotes where YAML would read something else, received 0012e3
  r.yaml:7 units.web.digest: expected a digest: sha256: and 64 of 0-9 and a-f, received "sha256:abc"
  r.yaml:8 units.web.source: expected a full commit id of 40 hex digits, received "HEAD"
  r.yaml:9 units.web.change: expected a change id: at most 128 of a-z, 0-9 and dashes, received "Release 1"
  r.yaml:10 units.web.replaced.2: expected a text, in quotes where YAML would read something else, received 1
  r.yaml:10 units.web.replaced.1: expected a full commit id of 40 hex digits, received "b"
  r.yaml:11 units.web.hold.since: expected a text, in quotes where YAML would read something else, received 2026-11-22T10:00:00Z
  r.yaml:11 units.web.hold.reason: expected one line of text, of at most 1000 characters, received ""
  r.yaml:11 units.web.hold.until: expected one of by, reason, since, received "until"
  r.yaml:12 units.-x: expected a name: letters, digits, \`.\`, \`_\`, \`-\`, beginning with a letter or digit, received "-x"
  r.yaml:13 units.on: expected a key in quotes: YAML could read something else, received on
  r.yaml:14 units.api: expected a map, received "v1"
  r.yaml:15 units.worker: expected a map, received null
  r.yaml:16 units.__proto__: expected the name of a unit, received "__proto__"
  r.yaml:17 units.old.tag: expected a text, in quotes where YAML would read something else, received null
  r.yaml:17 units.old.replaced: expected a list, received "${a}"
  r.yaml:17 units.old.hold.by: expected one line of text, of at most 1000 characters, received " a "
  r.yaml:17 units.old.hold.reason: expected one line of text, of at most 1000 characters, received "a\\nb"
  and 1 more
Correct the file, or restore it from git: slipway writes it
Nothing was written`,
  })
})
