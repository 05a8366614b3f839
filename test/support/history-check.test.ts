import { describe, expect, test } from "vitest"

import { historyProblems, type Operation, type OverlayCommit } from "./history-check.ts"

const order = (tag: string): number => (tag === "none" ? -1 : Number(tag.slice(1)))

function commit(id: string, change: string, tags: Record<string, string>): OverlayCommit {
  const images = Object.entries(tags).map(([name, tag]) => `- name: ${name}\n  newTag: ${tag}\n`)
  const units = Object.entries(tags)
    .filter(([, tag]) => tag !== "none")
    .map(([name, tag]) => `  ${name}:\n    tag: ${tag}\n`)
  return {
    commit: id,
    message: `release\n\nSlipway-Change: ${change}\n`,
    kustomization: `images:\n${images.join("")}`,
    record: units.length === 0 ? undefined : `version: 1\nunits:\n${units.join("")}`,
  }
}

const start = commit("c0", "", { a: "none", b: "none" })
const first = commit("c1", "release-1", { a: "v1", b: "none" })
const second = commit("c2", "release-2", { a: "v1", b: "v2" })
const wants: Record<string, [string, string]> = {
  "release-1": ["a", "v1"],
  "release-2": ["b", "v2"],
  "release-3": ["a", "v0"],
}

function operation(change: string, told: Operation["told"], id?: string): Operation {
  return {
    change,
    wants: new Map([wants[change]!]),
    told,
    ...(id === undefined ? {} : { commit: id }),
  }
}

const done = [operation("release-1", "written", "c1"), operation("release-2", "written", "c2")]

test("a history that keeps the promises has no problems", () => {
  expect(historyProblems([start, first, second], done, order)).toEqual([])
})

describe("the checker sees", () => {
  test.each<[string, OverlayCommit[], Operation[], string[]]>([
    [
      "a lost update",
      [start, first],
      done,
      ["release-2: told written, is lost", "release-2: told commit c2, which is not its own"],
    ],
    [
      "one that landed twice",
      [start, first, commit("c3", "release-1", { a: "v1", b: "none" }), second],
      done,
      ["c3: changes nothing", "release-1: landed 2 times"],
    ],
    [
      "one that overwrites another's unit",
      [start, first, commit("c2", "release-2", { a: "none", b: "v2" })],
      done,
      ["c2: a becomes none, which its change does not want", "c2: a goes back from v1 to none"],
    ],
    [
      "an older build over a newer one",
      [start, first, commit("c3", "release-3", { a: "v0", b: "none" })],
      [done[0]!, operation("release-3", "written", "c3")],
      ["c3: a goes back from v1 to v0"],
    ],
    [
      "a failure that landed",
      [start, first],
      [operation("release-1", "failed")],
      ["release-1: told failed, yet landed"],
    ],
    ["a commit that nobody wanted", [start, first, second], [done[0]!], ["c2: nobody wanted it"]],
    [
      "a record that says something else",
      [start, { ...first, record: "version: 1\nunits:\n  a:\n    tag: v9\n" }],
      [done[0]!],
      ["c1: record and kustomization differ"],
    ],
  ])("%s", (_, commits, operations, problems) => {
    expect(historyProblems(commits, operations, order)).toEqual(problems)
  })
})
