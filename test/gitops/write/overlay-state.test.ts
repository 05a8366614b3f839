import { expect, test } from "vitest"

import { currentOf } from "../../../src/gitops/write/current.ts"
import { overlayPaths, overlayState } from "../../../src/gitops/write/overlay-state.ts"
import { pairsToCompare, planWrite } from "../../../src/gitops/write/plan-write.ts"
import type { RemoteFile } from "../../../src/gitops/write/remote.ts"
import { build, digest, intent } from "./write-run.ts"

const file = (path: string, text: string, mode = "100644"): RemoteFile => ({
  path,
  mode,
  bytes: Buffer.from(text),
})

function state(images: string, record?: string) {
  const files = [
    file("o/kustomization.yaml", images),
    undefined,
    undefined,
    record === undefined ? undefined : file("o/.slipway.yaml", record),
  ]
  return overlayState("o", build(1), files)
}

const recorded = (tag: string, more = ""): string =>
  `version: 1\nunits:\n  a:\n    tag: "${tag}"\n    digest: ${digest(1)}\n    source: "${build(1)}"\n${more}`
const entry = (tag: string): string =>
  `images:\n- name: a\n  newName: registry.example.com/a\n  newTag: "${tag}"\n  digest: ${digest(1)}\n`

test("where the files of an overlay are, also of the root", () => {
  expect(overlayPaths("o/dev")).toEqual([
    "o/dev/kustomization.yaml",
    "o/dev/kustomization.yml",
    "o/dev/Kustomization",
    "o/dev/.slipway.yaml",
  ])
  expect(overlayPaths("")).toEqual([
    "kustomization.yaml",
    "kustomization.yml",
    "Kustomization",
    ".slipway.yaml",
  ])
})

test("an executable kustomization is one; its bytes stay as they are, marks too", () => {
  const text = "\ufeffimages:\r\n- name: a\r\n"
  const files = [undefined, file("o/kustomization.yml", text, "100755"), undefined, undefined]
  expect(overlayState("o", build(1), files)).toMatchObject({
    kustomization: { path: "o/kustomization.yml", text },
    record: { path: "o/.slipway.yaml", text: undefined },
  })
})

test.each<[string, string, string | undefined, object]>([
  [
    "no record",
    entry("v1"),
    undefined,
    { recorded: false, handEdited: false, source: undefined, tag: "v1" },
  ],
  [
    "a record that agrees",
    entry("v1"),
    recorded("v1"),
    { recorded: true, handEdited: false, source: build(1) },
  ],
  [
    "an image that somebody edited",
    entry("v2"),
    recorded("v1"),
    { recorded: false, handEdited: true, source: undefined },
  ],
  [
    "a commit that somebody wrote there by hand",
    entry(build(7)),
    recorded("v1"),
    { recorded: false, handEdited: true, source: build(7) },
  ],
  [
    "no newName and no tag",
    "images: [{name: a}]\n",
    undefined,
    { repository: "a", tag: undefined, digest: undefined },
  ],
])("what runs: %s", (_, images, record, expected) => {
  expect(currentOf(state(images, record), intent("a", 2))).toMatchObject(expected)
})

const options = { change: "release-1", ordering: "warn", relation: (): "newer" => "newer" } as const
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8")

test("the plan: only what is wanted changes, what was replaced is remembered, newest first", () => {
  const replaced = `    replaced: ["${build(5)}"]\n`
  const { files } = planWrite(
    state(entry("v1"), recorded("v1", replaced)),
    [intent("a", 2)],
    options,
  )
  expect(files.map(({ path }) => path)).toEqual(["o/kustomization.yaml", "o/.slipway.yaml"])
  expect(textOf(files[1]!.bytes)).toContain(`replaced: ["${build(1)}", "${build(5)}"]`)
})

test("ten are remembered, none twice, and not what runs now", () => {
  const ids = [2, 1, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `"${build(n)}"`)
  const replaced = `    replaced: [${ids.join(", ")}]\n`
  const { files } = planWrite(
    state(entry("v1"), recorded("v1", replaced)),
    [intent("a", 2)],
    options,
  )
  const kept = [1, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => `"${build(n)}"`)
  expect(textOf(files[1]!.bytes)).toContain(`replaced: [${kept.join(", ")}]`)
})

test("where the entry's name is the repository no newName is written", () => {
  const name = "registry.example.com/a"
  const wanted = intent("a", 2, { entry: name })
  const { files } = planWrite(state(`images:\n- name: ${name}\n`), [wanted], options)
  expect(textOf(files[0]!.bytes)).not.toContain("newName")
})

test("an image that is there but not recorded: only the record is written", () => {
  const wanted = intent("a", 1, { tag: "v1" })
  const { files } = planWrite(state(entry("v1")), [wanted], options)
  expect(files.map(({ path }) => path)).toEqual(["o/.slipway.yaml"])
})

test("nothing to write, no files", () => {
  const wanted = intent("a", 1, { tag: "v1" })
  const plan = planWrite(state(entry("v1"), recorded("v1")), [wanted], options)
  expect(plan).toMatchObject({ files: [], units: [{ decision: { kind: "unchanged" } }] })
})

test("only what has two source commits is compared", () => {
  const both = state(entry("v1"), recorded("v1"))
  expect(pairsToCompare(both, [intent("a", 2)])).toEqual([{ ours: build(2), theirs: build(1) }])
  expect(pairsToCompare(both, [intent("a", 2, { source: undefined })])).toEqual([])
  expect(pairsToCompare(state(entry("v1")), [intent("a", 2)])).toEqual([])
})
