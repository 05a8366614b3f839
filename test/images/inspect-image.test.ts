import { afterAll, beforeAll, describe, expect, test } from "vitest"

import { inspectImage } from "../../src/images/inspect-image.ts"
import { parseReference } from "../../src/images/parse-reference.ts"
import { failureOf } from "../support/failure-of.ts"
import { hasRegistry, startRegistry, type TestRegistry, user } from "../support/registry.ts"

const commit = "0123456789abcdef0123456789abcdef01234567"
const other = "89abcdef0123456789abcdef0123456789abcdef"
const labels = {
  "org.opencontainers.image.revision": commit,
  "org.opencontainers.image.source": "https://git.example/studio",
}
const created = "2026-11-22T10:00:00Z"
const absent = `sha256:${"0".repeat(64)}`
const signal = new AbortController().signal

function inspect(text: string): ReturnType<typeof inspectImage> {
  return inspectImage(parseReference(text), { signal, retries: 0 })
}

describe.skipIf(!hasRegistry)("a real registry", () => {
  let registry: TestRegistry
  beforeAll(async () => {
    registry = await startRegistry()
  })
  afterAll(() => registry.stop())

  test.each([
    [false, "application/vnd.oci.image.manifest.v1+json"],
    [true, "application/vnd.docker.distribution.manifest.v2+json"],
  ])("an image of one platform, Docker's format: %s", async (docker, mediaType) => {
    const digest = await registry.pushImage("team/app", "v1", { labels, created, docker })
    const expected = {
      digest,
      mediaType,
      revision: commit,
      source: "https://git.example/studio",
      created,
      platforms: ["linux/amd64"],
      warning: undefined,
    }
    const name = `${registry.host}/team/app`
    expect(await inspect(`${name}:v1`)).toEqual(expected)
    expect(await inspect(`${name}@${digest}`)).toEqual(expected)
    expect(await inspect(`${name}:v1@${digest}`)).toEqual(expected)
  })

  test("an image that says nothing of itself", async () => {
    const digest = await registry.pushImage("bare", "v1", { labels: null })
    expect(await inspect(`${registry.host}/bare:v1`)).toEqual({
      digest,
      mediaType: "application/vnd.oci.image.manifest.v1+json",
      revision: undefined,
      source: undefined,
      created: undefined,
      platforms: ["linux/amd64"],
      warning: undefined,
    })
  })

  const two = [
    { platform: "linux/amd64", labels, created },
    { platform: "linux/arm64/v8", labels, created: "2026-11-22T10:09:00Z" },
  ]

  test.each([
    [false, "application/vnd.oci.image.index.v1+json"],
    [true, "application/vnd.docker.distribution.manifest.list.v2+json"],
  ])("an index with attestations, Docker's format: %s", async (docker, mediaType) => {
    const images = two.map((image) => ({ ...image, docker }))
    const digest = await registry.pushIndex("multi", "v1", images, { attested: !docker, docker })
    expect(await inspect(`${registry.host}/multi:v1`)).toEqual({
      digest,
      mediaType,
      revision: commit,
      source: "https://git.example/studio",
      created,
      platforms: ["linux/amd64", "linux/arm64/v8"],
      warning: undefined,
    })
  })

  test("what the index states of the whole comes first", async () => {
    const annotations = {
      "org.opencontainers.image.revision": other,
      "org.opencontainers.image.created": "2026-11-22T11:00:00Z",
    }
    await registry.pushIndex("annotated", "v1", two, { annotations })
    expect(await inspect(`${registry.host}/annotated:v1`)).toMatchObject({
      revision: other,
      source: undefined,
      created: "2026-11-22T11:00:00Z",
      platforms: ["linux/amd64", "linux/arm64/v8"],
    })
  })

  test("platforms of different commits", async () => {
    const different = { ...labels, "org.opencontainers.image.revision": other }
    await registry.pushIndex("mixed", "v1", [
      { platform: "linux/amd64", labels },
      { platform: "linux/arm64", labels: different },
      { platform: "linux/arm/v7" },
    ])
    const text = `${registry.host}/mixed:v1`
    expect(await failureOf(inspect(text))).toEqual({
      code: "E_IMAGE_MISMATCH",
      message:
        `image "${text}": expected one org.opencontainers.image.revision in all platforms, received\n` +
        `  linux/amd64: "${commit}"\n  linux/arm64: "${other}"\n  linux/arm/v7: none\n` +
        "Publish the image again with all platforms from one commit",
    })
  })

  test("a tag that points to another digest", async () => {
    const old = await registry.pushImage("moved", "v1", { labels })
    const now = await registry.pushImage("moved", "v1", { labels, created })
    const text = `${registry.host}/moved:v1@${old}`
    expect(await failureOf(inspect(text))).toEqual({
      code: "E_IMAGE_MISMATCH",
      message:
        `image "${text}": the tag and the digest are two images: expected the tag v1 to point to ${old}, received ${now}\n` +
        "Name the one that is meant: the tag alone, or its digest",
    })
  })

  test("a tag that is gone while its digest is there", async () => {
    const digest = await registry.pushImage("kept", "v1", { labels })
    const text = `${registry.host}/kept:v2@${digest}`
    expect(await inspect(text)).toMatchObject({
      digest,
      revision: commit,
      warning: `image "${text}": the tag v2 is not in the registry (any more); the digest is, and clusters pull by it`,
    })
  })

  test("a tag that never was, a digest that was removed, a repository that is not there", async () => {
    const { host } = registry
    const digest = await registry.pushImage("gone", "v1", { labels, created })
    await registry.pushImage("gone", "stays", { labels })
    await registry.remove("gone", digest)
    const check =
      "Check that the image was published, and that no lifecycle rule of the registry has removed it"
    expect(await failureOf(inspect(`${host}/gone:v2`))).toEqual({
      code: "E_IMAGE_MISSING",
      message: `image "${host}/gone:v2": the tag v2 is not in its repository in ${host}, which exists (HTTP 404 MANIFEST_UNKNOWN)\n${check}`,
    })
    expect(await failureOf(inspect(`${host}/gone:v1@${digest}`))).toEqual({
      code: "E_IMAGE_MISSING",
      message: `image "${host}/gone:v1@${digest}": the digest ${digest} is not in its repository in ${host}, which exists (HTTP 404 MANIFEST_UNKNOWN)\n${check}`,
    })
    const { code, message } = await failureOf(inspect(`${host}/none@${absent}`))
    expect({ code, first: message.split(" (")[0] }).toEqual({
      code: "E_IMAGE_MISSING",
      first: `image "${host}/none@${absent}": the repository is not in the registry ${host}`,
    })
  })

  test("neither tag nor digest", async () => {
    expect(await failureOf(inspect(`${registry.host}/app`))).toEqual({
      code: "E_IMAGE_REFERENCE",
      message: `image "${registry.host}/app": expected a tag or a digest, received neither\nName one: ${registry.host}/app:TAG or ${registry.host}/app@sha256:...`,
    })
  })
})

describe.skipIf(!hasRegistry)("a real registry with passwords", () => {
  let registry: TestRegistry
  beforeAll(async () => {
    registry = await startRegistry({ auth: true })
    await registry.pushImage("app", "v1", { labels })
  })
  afterAll(() => registry.stop())

  test("the password, and a function that knows it", async () => {
    const reference = parseReference(`${registry.host}/app:v1`)
    const asked: string[] = []
    const find = (host: string): Promise<typeof user> => {
      asked.push(host)
      return Promise.resolve(user)
    }
    expect(await inspectImage(reference, { signal, credentials: user })).toMatchObject({
      revision: commit,
    })
    expect(await inspectImage(reference, { signal, credentials: find })).toMatchObject({
      revision: commit,
    })
    expect(asked).toEqual([registry.host])
  })

  test.each([
    ["no password", undefined, "without credentials"],
    ["another", { ...user, password: "canary-secret" }, "with these credentials (HTTP 401)"],
  ])("%s", async (_, credentials, who) => {
    const { host } = registry
    const options = { signal, ...(credentials === undefined ? {} : { credentials }) }
    const reference = parseReference(`${host}/app:v1`)
    expect(await failureOf(inspectImage(reference, options))).toEqual({
      code: "E_REGISTRY_AUTH",
      message:
        `image "${host}/app:v1": ${host} does not allow reading it ${who}\n` +
        `Check that the repository is written right and that the credentials for ${host} may pull from it; many registries answer the same for a repository that is not there`,
    })
  })
})
