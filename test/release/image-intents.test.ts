import { describe, expect, test } from "vitest"

import type { ImageArgument } from "../../src/release/image-argument.ts"
import { imageIntents, type PublishedImage } from "../../src/release/image-intents.ts"
import { failureOf } from "../support/failure-of.ts"

const signal = new AbortController().signal
const commit = "c".repeat(40)
const digest = `sha256:${"1".repeat(64)}`
const other = `sha256:${"2".repeat(64)}`

const image = (over: Partial<ImageArgument> = {}): ImageArgument => ({
  unit: "web",
  entry: "acme-web",
  repository: "registry.example.com/web",
  tag: "v1",
  digest,
  ...over,
})

const published = (over: Partial<PublishedImage> = {}) => ({
  signal,
  inspect: () => Promise.resolve({ digest, revision: undefined, warnings: [], ...over }),
})

const unlooked = { inspect: undefined, signal }

describe("the source commit", () => {
  test.each<[string, string, string | undefined, string | undefined]>([
    ["is the label's", "v1", commit, commit],
    ["is the tag's where there is no label", commit, undefined, commit],
    ["is the tag's where the label is none", commit, "main", commit],
    ["is both, when they agree", commit, commit, commit],
    ["is unknown", "v1", undefined, undefined],
    ["is no digest of 64 digits", "v1", "d".repeat(64), undefined],
    ["is no shortened one", "c".repeat(12), undefined, undefined],
  ])("%s", async (_, tag, revision, source) => {
    const { intents, notes } = await imageIntents([image({ tag })], published({ revision }))
    expect(intents[0]!.source).toBe(source)
    expect(notes).toEqual(
      source === undefined
        ? [
            `web: no source commit is known for ${tag}: the image has no label org.opencontainers.image.revision, and its tag is no commit`,
          ]
        : [],
    )
  })

  test("the tag and the label contradict each other", async () => {
    const revision = "d".repeat(40)
    expect(
      await failureOf(imageIntents([image({ tag: commit })], published({ revision }))),
    ).toEqual({
      code: "E_IMAGE_MISMATCH",
      message: `web: the tag says commit ${commit}, the image's label org.opencontainers.image.revision says ${revision}\nPublish the image under the commit that it was built from\nNothing was written`,
    })
  })
})

test("the registry's digest counts, and its warnings are handed on", async () => {
  const looked = published({ digest: other, warnings: ["two platforms"] })
  const { intents, notes } = await imageIntents([image({ digest: undefined, tag: commit })], looked)
  expect(intents[0]).toEqual({
    unit: "web",
    entry: "acme-web",
    repository: "registry.example.com/web",
    tag: commit,
    digest: other,
    source: commit,
    named: true,
  })
  expect(notes).toEqual(["web: two platforms"])
})

test("without looking, a digest has to be given", async () => {
  const { intents } = await imageIntents([image()], unlooked)
  expect(intents[0]!.digest).toBe(digest)
  expect(await failureOf(imageIntents([image({ digest: undefined })], unlooked))).toEqual({
    code: "E_IMAGE_REFERENCE",
    message:
      "--image web=registry.example.com/web:v1: expected a digest, received none, and --no-verify asks no registry\nAdd @sha256:..., or leave --no-verify out\nNothing was written",
  })
})
