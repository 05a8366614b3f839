import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import * as fc from "fast-check"
import { afterAll, describe, expect, test } from "vitest"
import { parse } from "yaml"

import { editImages } from "../../src/gitops/edit/edit-images.ts"
import type { ImageEdit } from "../../src/gitops/edit/image-edit.ts"
import { needsQuotes } from "../../src/gitops/edit/needs-quotes.ts"
import { parseImageArgument } from "../../src/gitops/edit/parse-image-argument.ts"
import { digest, kustomization, repository, tag } from "../gitops/edit/generate.ts"
import { goTools } from "./go-tools.ts"

// Second opinions: what kustomize and yq themselves read in the files that we edited.
const run = goTools()!
const dir = mkdtempSync(join(tmpdir(), "slipway-edit-"))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const file = join(dir, "kustomization.yaml")

/** A pod with one container for each image, and the images that kustomize renders. */
function build(text: string, images: readonly string[]): string[] {
  const containers = images.map((image, i) => `  - {name: c${i}, image: "${image}"}\n`).join("")
  writeFileSync(
    join(dir, "pod.yaml"),
    `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n${containers}`,
  )
  writeFileSync(file, text)
  const pod = parse(run("kustomize", ["build", dir])) as {
    spec: { containers: { image: string }[] }
  }
  return pod.spec.containers.map(({ image }) => image)
}

/** What yq reads: value and tag of newTag of every entry. */
function yqTags(text: string): [string, string][] {
  writeFileSync(file, text)
  const query = 'select(document_index == 0) | [.images[] | [(.newTag // ""), (.newTag | tag)]]'
  const [first] = run("yq", ["-o=json", "-I=0", query, file]).split("\n")
  return JSON.parse(first!) as [string, string][]
}

const edited = fc
  .record({
    generated: kustomization({ minLength: 1, maxLength: 8, buildable: true }),
    wanted: fc.array(
      fc.record({
        newName: fc.option(repository, { nil: null }),
        newTag: fc.option(tag, { nil: null, freq: 5 }),
        digest: fc.option(digest, { nil: null }),
      }),
      { minLength: 8, maxLength: 8 },
    ),
  })
  .map(({ generated, wanted }) => ({
    before: generated.text,
    edits: generated.entries.map(({ name }, i): ImageEdit => ({ name, ...wanted[i] })),
  }))

describe.skipIf(run === undefined)("second opinions on an edit", () => {
  test("kustomize renders exactly the images that were meant", () => {
    fc.assert(
      fc.property(edited, ({ before, edits }) => {
        const { text } = editImages(before, edits, { file })
        const meant = edits.map(
          (edit) =>
            (edit.newName ?? edit.name) +
            (edit.newTag ? `:${edit.newTag}` : "") +
            (edit.digest ? `@${edit.digest}` : ""),
        )
        expect(
          build(
            text,
            edits.map(({ name }) => name),
          ),
        ).toEqual(meant)
      }),
      { numRuns: 2_000 },
    )
  }, 600_000)

  test("yq reads every tag as a string", () => {
    fc.assert(
      fc.property(edited, ({ before, edits }) => {
        const { text } = editImages(before, edits, { file })
        const meant = edits.map(({ newTag }) =>
          newTag === null ? ["", "!!null"] : [newTag, "!!str"],
        )
        expect(yqTags(text)).toEqual(meant)
      }),
      { numRuns: 2_000 },
    )
  }, 600_000)

  test("both read 20,000 tags that are left plain as those strings", () => {
    const tags = fc
      .sample(tag, 60_000)
      .filter((each) => !needsQuotes(each))
      .slice(0, 20_000)
    expect(tags.length).toBeGreaterThan(15_000)
    const entries = tags.map((each, i) => `- name: app-${i}\n  newTag: ${each}\n`).join("")
    const text = `resources: [pod.yaml]\nimages:\n${entries}`
    expect(yqTags(text)).toEqual(tags.map((each) => [each, "!!str"]))
    // kustomize refuses the whole file when it takes one tag for something else.
    expect(build(text, [`app-${tags.length - 1}`])).toEqual([
      `app-${tags.length - 1}:${tags.at(-1)}`,
    ])
  }, 600_000)

  test.each(["1e5", "0b101", "0x1f", "1_000", "on", "0012", ".5"])(
    "the control: kustomize refuses a plain %s, or reads something else",
    (value) => {
      const text = `resources: [pod.yaml]\nimages:\n- name: app\n  newTag: ${value}\n`
      expect(() => build(text, ["app"])).toThrow(/cannot unmarshal/)
    },
  )

  test.each([
    "app=x/y:v1",
    "app=x/y",
    "app:v1",
    `app@sha256:${"c".repeat(64)}`,
    `app=x/y@sha256:${"c".repeat(64)}`,
    `app:v1@sha256:${"c".repeat(64)}`,
    `app=x/y:v1@sha256:${"c".repeat(64)}`,
    "app=*:v1",
    "app=*:*@*",
    `app=*:*@sha256:${"c".repeat(64)}`,
    "app=x/y:*",
    "app=*@*",
    "app=r.example:5000/x/y:v1",
    "app:*@*",
  ])("%s means what it means to kustomize edit set image", (argument) => {
    const before = `images:\n- name: app\n  newName: x/z\n  newTag: v0\n  digest: sha256:${"d".repeat(64)}\n`
    writeFileSync(file, before)
    run("kustomize", ["edit", "set", "image", argument], dir)
    const theirs = parse(readFileSync(file, "utf8")) as { images: unknown }
    const { text } = editImages(before, [parseImageArgument(argument)], { file })
    expect((parse(text) as { images: unknown }).images).toEqual(theirs.images)
  })
})
