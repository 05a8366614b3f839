import { describe, expect, test } from "vitest"

import type { UnitWrite } from "../../src/gitops/write/plan-write.ts"
import { releaseReport } from "../../src/release/release-report.ts"
import { renderRelease } from "../../src/release/render-release.ts"

const build = (n: number): string => n.toString(16).padStart(40, "0")
const target = {
  environment: "dev",
  overlay: "overlays/dev",
  policy: "commit",
  ordering: "warn",
} as const

function unit(name: string, decision: UnitWrite["decision"], tag: string | undefined): UnitWrite {
  return {
    intent: {
      unit: name,
      entry: name,
      repository: `r/${name}`,
      tag: build(2),
      digest: `sha256:${"2".repeat(64)}`,
      source: build(2),
      named: true,
    },
    current: {
      repository: `r/${name}`,
      tag,
      digest: undefined,
      source: undefined,
      hold: undefined,
      replaced: [],
      recorded: false,
      handEdited: false,
    },
    decision,
  }
}

const hold = { by: "kim", reason: "errors | since\nnoon", since: "2026-11-23T10:00:00Z" }
const units = [
  unit("a", { kind: "write", warning: "no history" }, build(1)),
  unit("b", { kind: "unchanged" }, build(2)),
  unit("c", { kind: "superseded", by: build(3) }, build(3)),
  unit("d", { kind: "held", hold }, undefined),
]
const written = releaseReport(target, { units, commit: build(9), notes: ["a note"], tries: 2 })
const dry = releaseReport(target, {
  units: [units[0]!],
  commit: undefined,
  diff: "--- a/x\n+++ b/x\n",
  message: "release(dev): a\n\nbody\n",
  notes: [],
})
const nothing = releaseReport(target, { units: [units[1]!], commit: undefined, notes: [] })

describe("the report", () => {
  test("for people", () => {
    expect(renderRelease(written, "table")).toMatchInlineSnapshot(`
      "unit  result      from          to                                detail
      a     written     000000000000  000000000000 sha256:222222222222  no history
      b     unchanged   000000000000  000000000000 sha256:222222222222
      c     superseded  000000000000  000000000000 sha256:222222222222  000000000000, which runs, is newer
      d     held        (none)        000000000000 sha256:222222222222  held by kim since 2026-11-23T10:00:00Z: errors | since noon

      note: a note

      dev: 1 written in commit 0000000000000000000000000000000000000009, 1 unchanged, 1 superseded, 1 held
      "
    `)
  })

  test("for a summary page", () => {
    expect(renderRelease(written, "markdown")).toMatchInlineSnapshot(`
      "| unit | result | from | to | detail |
      | --- | --- | --- | --- | --- |
      | a | written | 000000000000 | 000000000000 sha256:222222222222 | no history |
      | b | unchanged | 000000000000 | 000000000000 sha256:222222222222 |  |
      | c | superseded | 000000000000 | 000000000000 sha256:222222222222 | 000000000000, which runs, is newer |
      | d | held | (none) | 000000000000 sha256:222222222222 | held by kim since 2026-11-23T10:00:00Z: errors \\| since<br>noon |

      - a note

      dev: 1 written in commit 0000000000000000000000000000000000000009, 1 unchanged, 1 superseded, 1 held
      "
    `)
  })

  test("for programs: the same data, and nothing else", () => {
    const text = renderRelease(written, "json")
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(written)))
    expect(text.endsWith("}\n")).toBe(true)
    expect(written.units.map(({ result }) => result)).toEqual([
      "written",
      "unchanged",
      "superseded",
      "held",
    ])
    expect(written).toMatchObject({ dryRun: false, tries: 2, commit: build(9), diff: undefined })
  })

  test("of a dry run", () => {
    expect(dry.dryRun).toBe(true)
    expect(renderRelease(dry, "table")).toMatchInlineSnapshot(`
      "unit  result            from          to                                detail
      a     would be written  000000000000  000000000000 sha256:222222222222  no history

      --- a/x
      +++ b/x

      release(dev): a

      body

      dev: a dry run, nothing was written; 1 to write
      "
    `)
    expect(renderRelease(dry, "markdown")).toContain("```diff\n--- a/x\n+++ b/x\n```")
  })

  test("with nothing to do", () => {
    expect(renderRelease(nothing, "table").trimEnd().split("\n").at(-1)).toBe(
      "dev: nothing to do, 1 unchanged",
    )
    expect(nothing).toMatchObject({ commit: undefined, tries: 0, dryRun: false })
  })
})
