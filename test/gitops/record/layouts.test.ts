import { describe, expect, test } from "vitest"

import { editRecord } from "../../../src/gitops/record/edit-record.ts"
import type { UnitRecord } from "../../../src/gitops/record/record.ts"
import { nothing } from "./generate.ts"

const file = "overlays/dev/.slipway.yaml"
const a = "a".repeat(40)
const b = "b".repeat(40)
const c = "c".repeat(40)
const digest = `sha256:${"d".repeat(64)}`
const hold = { by: "alice", reason: "it's #1: broken", since: "2026-11-22T10:00:00Z" }
const written = `by: alice, reason: "it's #1: broken", since: "2026-11-22T10:00:00Z"`

interface Row {
  layout: string
  before: string | undefined
  edit: Record<string, Partial<UnitRecord> | null>
  after: string
}

const heading =
  "# What runs in this environment: per unit the image, the source commit it was built from, holds.\n# slipway writes this file in the commit that changes the images.\nversion: 1\n"

const rows: Row[] = [
  {
    layout: "no file",
    before: undefined,
    edit: {
      web: { tag: "1e5", digest, source: a, change: "release-1", replaced: [b, c], hold },
      api: { source: "1".repeat(40) },
      worker: {},
    },
    after: `${heading}units:
  api:
    source: "${"1".repeat(40)}"
  web:
    tag: "1e5"
    digest: ${digest}
    source: ${a}
    change: release-1
    replaced: [${b}, ${c}]
    hold:
      by: alice
      reason: "it's #1: broken"
      since: "2026-11-22T10:00:00Z"
  worker: {}
`,
  },
  {
    layout: "comments, odd spaces and an order of their own",
    before: `# top\n\nversion:   1 # v\nunits: # all\n    # ours\n    web:  # web\n\n        source:   ${a}   # built from\n        tag:   v1   # tag\n\n# end\n`,
    edit: { web: { tag: "v2", source: b } },
    after: `# top\n\nversion:   1 # v\nunits: # all\n    # ours\n    web:  # web\n\n        source:   ${b}   # built from\n        tag:   v2   # tag\n\n# end\n`,
  },
  {
    layout: "units before the version",
    before: "units:\n  web:\n    tag: v1\nversion: 1\n",
    edit: { web: { tag: "v2", digest }, x: { tag: "v1" } },
    after: `units:\n  web:\n    tag: v2\n    digest: ${digest}\n  x:\n    tag: v1\nversion: 1\n`,
  },
  {
    layout: "single quotes, followed by what is added and where they are no need",
    before: `version: 1\nunits:\n  web:\n    tag: 'v1'\n`,
    edit: { web: { tag: "v2", change: "release-1", hold }, x: { tag: "v1" } },
    after: `version: 1\nunits:\n  web:\n    tag: 'v2'\n    change: 'release-1'\n    hold:\n      by: 'alice'\n      reason: 'it''s #1: broken'\n      since: '2026-11-22T10:00:00Z'\n  x:\n    tag: 'v1'\n`,
  },
  {
    layout: "quotes that are a need, not a habit",
    before: `version: 1\nunits:\n  web:\n    tag: "1e5"\n`,
    edit: { web: { tag: "1e5", change: "release-1" } },
    after: `version: 1\nunits:\n  web:\n    tag: "1e5"\n    change: release-1\n`,
  },
  {
    layout: "a number-like tag in place of a plain one",
    before: "version: 1\nunits:\n  web:\n    tag: v1 # c\n",
    edit: { web: { tag: "0012e3" } },
    after: 'version: 1\nunits:\n  web:\n    tag: "0012e3" # c\n',
  },
  {
    layout: "CRLF, a byte order mark and no final line break",
    before: "\uFEFFversion: 1\r\nunits:\r\n  web:\r\n    tag: v1 # c",
    edit: { web: { tag: "v2", hold }, x: { tag: "v1" } },
    after:
      '\uFEFFversion: 1\r\nunits:\r\n  web:\r\n    tag: v2 # c\r\n    hold:\r\n      by: alice\r\n      reason: "it\'s #1: broken"\r\n      since: "2026-11-22T10:00:00Z"\r\n  x:\r\n    tag: v1',
  },
  {
    layout: "document marks",
    before: "%YAML 1.2\n---\nversion: 1\nunits:\n  web:\n    tag: v1\n...\n",
    edit: { web: { tag: "v2" }, x: { tag: "v1" } },
    after: "%YAML 1.2\n---\nversion: 1\nunits:\n  web:\n    tag: v2\n  x:\n    tag: v1\n...\n",
  },
  {
    layout: "fields where they belong",
    before: `version: 1\nunits:\n  web:\n    # its image\n    digest: ${digest}\n    hold: {${written}}\n    # end\n`,
    edit: { web: { tag: "v1", digest, source: a, change: "x", replaced: [b], hold } },
    after: `version: 1\nunits:\n  web:\n    tag: v1\n    # its image\n    digest: ${digest}\n    source: ${a}\n    change: x\n    replaced: [${b}]\n    hold: {${written}}\n    # end\n`,
  },
  {
    layout: "a unit among sorted ones, with what is theirs",
    before: "version: 1\nunits:\n  a:\n    tag: v1\n    # of a\n  # about c\n  c:\n    tag: v1\n",
    edit: { b: { tag: "v2" }, d: { tag: "v4" }, "0x": { tag: "v0" } },
    after:
      "version: 1\nunits:\n  0x:\n    tag: v0\n  a:\n    tag: v1\n    # of a\n  b:\n    tag: v2\n  # about c\n  c:\n    tag: v1\n  d:\n    tag: v4\n",
  },
  {
    layout: "units that are not sorted get theirs at the end",
    before: "version: 1\nunits:\n  c:\n    tag: v1\n  a:\n    tag: v1\n",
    edit: { d: { tag: "v4" }, b: { tag: "v2" } },
    after:
      "version: 1\nunits:\n  c:\n    tag: v1\n  a:\n    tag: v1\n  d:\n    tag: v4\n  b:\n    tag: v2\n",
  },
  {
    layout: "blank lines between units",
    before: "version: 1\nunits:\n\n  # a\n  a:\n    tag: v1\n\n  # c\n  c:\n    tag: v1\n",
    edit: { "0x": { tag: "v0" }, b: { tag: "v2" }, d: { tag: "v4" } },
    after:
      "version: 1\nunits:\n\n  0x:\n    tag: v0\n\n  # a\n  a:\n    tag: v1\n\n  b:\n    tag: v2\n\n  # c\n  c:\n    tag: v1\n\n  d:\n    tag: v4\n",
  },
  {
    layout: "units that are removed, with what is in them",
    before:
      "version: 1\nunits:\n  # about a\n  a: # a\n    tag: v1 # t\n    # in a\n\n  b:\n    tag: v1\n\n  c:\n    tag: v1\n",
    edit: { a: null, c: null, nobody: null },
    after: "version: 1\nunits:\n  # about a\n\n  b:\n    tag: v1\n",
  },
  {
    layout: "the last units",
    before: "version: 1\nunits: # none left\n\n  a: {tag: v1}\n  b:\n    tag: v1\n# end\n",
    edit: { a: null, b: null },
    after: "version: 1\nunits: {} # none left\n\n# end\n",
  },
  {
    layout: "the first unit where there was none",
    before: "version: 1\nunits: {} # none yet\n# end\n",
    edit: { a: { tag: "v1" } },
    after: "version: 1\nunits: # none yet\n  a:\n    tag: v1\n# end\n",
  },
  {
    layout: "the first unit behind nothing",
    before: "version: 1\nunits:",
    edit: { a: { tag: "v1" } },
    after: "version: 1\nunits:\n  a:\n    tag: v1",
  },
  {
    layout: "a unit that said nothing, and one that says nothing now",
    before: "version: 1\nunits:\n  a: {} # a\n  b: # b\n    tag: v1\n",
    edit: { a: { tag: "v1" }, b: {} },
    after: "version: 1\nunits:\n  a: # a\n    tag: v1\n  b: {} # b\n",
  },
  {
    layout: "a hold that ends",
    before: `version: 1\nunits:\n  a:\n    tag: v1\n    hold: # why\n      by: x\n      # he said\n      reason: why\n      since: '2026-11-22T10:00:00Z'\n      # in it\n    # of a\n`,
    edit: { a: { tag: "v1" } },
    after: "version: 1\nunits:\n  a:\n    tag: v1\n    # of a\n",
  },
  {
    layout: "a hold that another takes the place of",
    before: `version: 1\nunits:\n  a:\n    hold:\n      since: '2026-11-21T10:00:00Z' # s\n      by: bob # b\n      reason: why # r\n`,
    edit: { a: { hold } },
    after: `version: 1\nunits:\n  a:\n    hold:\n      since: '2026-11-22T10:00:00Z' # s\n      by: alice # b\n      reason: "it's #1: broken" # r\n`,
  },
  {
    layout: "a list in block style",
    before: `version: 1\nunits:\n  a:\n    replaced:\n    # newest\n    -   ${a} # a\n    # over b\n    -   ${b} # b\n    tag: v1\n`,
    edit: { a: { tag: "v1", replaced: [c, a] } },
    after: `version: 1\nunits:\n  a:\n    replaced:\n    -   ${c}\n    # newest\n    -   ${a} # a\n    # over b\n    tag: v1\n`,
  },
  {
    layout: "a list of which nothing stays",
    before: `version: 1\nunits:\n  a:\n    replaced:\n      - '${a}'\n      - '${b}'\n`,
    edit: { a: { replaced: [c] } },
    after: `version: 1\nunits:\n  a:\n    replaced:\n      - '${c}'\n`,
  },
  {
    layout: "a list in flow style",
    before: `version: 1\nunits:\n  a:\n    replaced: [ ${a}, ${b} ] # r\n`,
    edit: { a: { replaced: [c, a] } },
    after: `version: 1\nunits:\n  a:\n    replaced: [ ${c}, ${a} ] # r\n`,
  },
  {
    layout: "a list in flow style over lines",
    before: `version: 1\nunits:\n  a:\n    replaced: [\n      ${a}, # a\n      ${b} # b\n    ]\n`,
    edit: { a: { replaced: [c, a] } },
    after: `version: 1\nunits:\n  a:\n    replaced: [\n      ${c},\n      ${a} # a\n    ]\n`,
  },
  {
    layout: "an empty list",
    before: `version: 1\nunits:\n  a:\n    replaced: [] # r\n  b:\n    replaced: []\n`,
    edit: { a: { replaced: [c] }, b: { tag: "v1" } },
    after: `version: 1\nunits:\n  a:\n    replaced: [${c}] # r\n  b:\n    tag: v1\n    replaced: []\n`,
  },
  {
    layout: "a list that goes",
    before: `version: 1\nunits:\n  a:\n    replaced:\n    - ${a}\n    - ${b}\n    hold: {${written}}\n`,
    edit: { a: { hold } },
    after: `version: 1\nunits:\n  a:\n    hold: {${written}}\n`,
  },
  {
    layout: "units in flow style",
    before: `version: 1\nunits:\n  a: {tag: v1} # a\n  b: { tag: v1, digest: ${digest} } # b\n`,
    edit: { a: { source: a, hold }, b: { tag: "v1" } },
    after: `version: 1\nunits:\n  a: {source: ${a}, hold: {${written}}} # a\n  b: { tag: v1 } # b\n`,
  },
  {
    layout: "all in flow style",
    before: `{version: 1, units: {b: {tag: v1}, c: {tag: v1}}}\n`,
    edit: { a: { tag: "v1" }, b: { tag: "v2", replaced: [a] }, c: null, d: {} },
    after: `{version: 1, units: {a: {tag: v1}, b: {tag: v2, replaced: [${a}]}, d: {}}}\n`,
  },
  {
    layout: "units in flow style, all of which go",
    before: `version: 1\nunits: { b: {tag: v1} } # b\n`,
    edit: { b: null },
    after: `version: 1\nunits: {} # b\n`,
  },
  {
    layout: "JSON on one line",
    before: `{"version":1,"units":{"b":{"tag":"v1","change":"a, b: c"}}}`.replace("a, b: c", "x"),
    edit: { a: { tag: "v1" }, b: { tag: "v2", change: "x", replaced: [a], hold } },
    after: `{"version":1,"units":{"a":{"tag":"v1"},"b":{"tag":"v2","change":"x","replaced":["${a}"],"hold":{"by":"alice","reason":"it's #1: broken","since":"2026-11-22T10:00:00Z"}}}}`,
  },
  {
    layout: "JSON over lines",
    before: `{\n  "version": 1,\n  "units": {\n    "b": {\n      "tag": "v1"\n    }\n  }\n}\n`,
    edit: { a: { tag: "v1" }, b: { digest, change: "x" }, c: {} },
    after: `{\n  "version": 1,\n  "units": {\n    "a": {"tag": "v1"},\n    "b": {\n      "digest": "${digest}",\n      "change": "x"\n    },\n    "c": {}\n  }\n}\n`,
  },
  {
    layout: "keys in quotes",
    before: `version: 1\nunits:\n  "on":\n    'tag': v1\n`,
    edit: { on: { tag: "v2" }, null: { tag: "v1" }, 결제: { tag: "v1" } },
    after: `version: 1\nunits:\n  "null":\n    "tag": "v1"\n  "on":\n    'tag': v2\n  "결제":\n    "tag": "v1"\n`,
  },
]

function changesOf(edit: Row["edit"]): Map<string, UnitRecord | null> {
  return new Map(
    Object.entries(edit).map(([name, unit]) => [name, unit && { ...nothing, ...unit }]),
  )
}

describe("a layout that people write keeps every other byte", () => {
  test.each(rows)("$layout", ({ before, edit, after }) => {
    expect(editRecord(before, file, changesOf(edit)).text).toBe(after)
    expect(editRecord(after, file, changesOf(edit))).toEqual({ text: after, changed: [] })
  })
})

test("says which units changed", () => {
  const before = "version: 1\nunits:\n  a:\n    tag: v1\n  b:\n    tag: v1\n"
  const edit = { c: {}, b: { tag: "v1" }, a: null, nobody: null }
  expect(editRecord(before, file, changesOf(edit)).changed).toEqual(["c", "a"])
})

test("nothing to record is a file with no units", () => {
  expect(editRecord(undefined, file, new Map())).toEqual({
    text: `${heading}units: {}\n`,
    changed: [],
  })
})
