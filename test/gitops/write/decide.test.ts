import { describe, expect, test } from "vitest"

import type { Relation } from "../../../src/gitops/write/ancestry.ts"
import type { Current } from "../../../src/gitops/write/current.ts"
import { decide } from "../../../src/gitops/write/decide.ts"
import type { Intent } from "../../../src/gitops/write/intent.ts"

const ours = "a".repeat(40)
const theirs = "b".repeat(40)

function intent(over: Partial<Intent> = {}): Intent {
  return {
    unit: "user-service",
    entry: "user-service",
    repository: "registry.example.com/user-service",
    tag: ours,
    digest: `sha256:${"1".repeat(64)}`,
    source: ours,
    named: true,
    ...over,
  }
}

function current(over: Partial<Current> = {}): Current {
  return {
    repository: "registry.example.com/user-service",
    tag: theirs,
    digest: `sha256:${"2".repeat(64)}`,
    source: theirs,
    hold: undefined,
    replaced: [],
    recorded: true,
    handEdited: false,
    ...over,
  }
}

const hold = { by: "kim", reason: "errors", since: "2026-11-23T10:00:00Z" }
const said = { tag: ours, digest: `sha256:${"1".repeat(64)}`, source: ours }
const apart =
  "aaaaaaaaaaaa cannot be compared with bbbbbbbbbbbb, which runs: no history at hand has both"

describe("what becomes of an intent", () => {
  test.each<[string, Partial<Intent>, Partial<Current>, Relation, unknown]>([
    ["is there already", {}, said, "same", { kind: "unchanged" }],
    ["is there already, and held", {}, { ...said, hold }, "same", { kind: "unchanged" }],
    [
      "is there, built from who knows what",
      { source: undefined },
      said,
      "unknown",
      { kind: "unchanged" },
    ],
    ["is there but not recorded", {}, { ...said, recorded: false }, "same", { kind: "write" }],
    ["the unit is held", {}, { hold }, "newer", { kind: "held", hold }],
    ["newer", {}, {}, "newer", { kind: "write" }],
    ["built again from the same commit", {}, { source: ours }, "same", { kind: "write" }],
    ["older", {}, {}, "older", { kind: "superseded", by: theirs }],
    [
      "older by the record",
      {},
      { replaced: [ours] },
      "unknown",
      { kind: "superseded", by: theirs },
    ],
    ["history is believed before the record", {}, { replaced: [ours] }, "newer", { kind: "write" }],
    [
      "nothing was ever recorded",
      {},
      { source: undefined, recorded: false },
      "unknown",
      { kind: "write" },
    ],
    ["not comparable", {}, {}, "unknown", { kind: "write", warning: apart }],
    [
      "of another history",
      {},
      {},
      "diverged",
      {
        kind: "write",
        warning: "aaaaaaaaaaaa and bbbbbbbbbbbb, which runs, have different histories",
      },
    ],
    [
      "of unknown source",
      { source: undefined, tag: "v2" },
      {},
      "unknown",
      { kind: "write", warning: "no source commit is known for v2; bbbbbbbbbbbb runs" },
    ],
    [
      "somebody edited by hand",
      {},
      { source: undefined, handEdited: true, tag: "hotfix" },
      "unknown",
      {
        kind: "write",
        warning: "somebody edited its image by hand (hotfix), and no source commit is known for it",
      },
    ],
  ])("%s", (_, wanted, runs, relation, expected) => {
    expect(decide(intent(wanted), current(runs), { relation, ordering: "warn" })).toEqual(expected)
  })

  test("where ordering is strict, what cannot be compared is refused", () => {
    const strict = { relation: "unknown", ordering: "strict" } as const
    expect(decide(intent(), current(), strict)).toEqual({ kind: "refused", reason: apart })
    expect(decide(intent(), current({ source: undefined, recorded: false }), strict)).toEqual({
      kind: "write",
    })
  })
})
