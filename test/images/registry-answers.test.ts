import { expect, test } from "vitest"

import { inspectImage } from "../../src/images/inspect-image.ts"
import { parseReference } from "../../src/images/parse-reference.ts"
import { failureOf } from "../support/failure-of.ts"
import { fakeRegistry, type Fault, reply } from "../support/fake-registry.ts"
import { json, publishedIndex } from "../support/image-bytes.ts"
import { config, image, inspectFake } from "../support/inspect-fake.ts"

const unknown =
  "It is not known whether the image is there. Check the host and the network, then run the same again"

const page = "Check that this host is the registry and not a proxy's page"

test.each([200, 404, 503])("an HTML page with status %i", async (status) => {
  const { run, host } = await inspectFake((_, response) => {
    reply(response, status, { "content-type": "text/html; charset=utf-8" }, "<p>log in</p>")
    return true
  })
  const asked = `image "${host}/app:v1":`
  expect(await failureOf(run)).toEqual(
    status === 503
      ? {
          code: "E_REGISTRY",
          message: `${asked} cannot ask ${host}: no answer in 4 tries, the last: HTTP 503\n${unknown}`,
        }
      : {
          code: "E_REGISTRY_ANSWER",
          message: `${asked} ${host} does not answer as a registry: expected HTTP 200 or 404, received HTTP ${status} with an HTML page\n${page}`,
        },
  )
})

const manifestType = "application/vnd.oci.image.manifest.v1+json"

/** Other bytes for the manifest. */
function manifest(body: string | Buffer, headers: Record<string, string> = {}): Fault {
  return (request, response) => {
    if (!request.url!.includes("/manifests/")) return false
    reply(response, 200, { "content-type": manifestType, ...headers }, body)
    return true
  }
}

test("bytes that are not the stated digest's", async () => {
  const bytes = Buffer.from("{}")
  const { run, host } = await inspectFake(
    manifest(bytes, { "docker-content-digest": image.digest }),
  )
  expect(await failureOf(run)).toEqual({
    code: "E_REGISTRY_ANSWER",
    message: `image "${host}/app:v1": the registry's answer is not what its digest says: expected ${image.digest}, received bytes of ${json({}).digest}\nDo not use the image. Check the registry and every cache and proxy before it`,
  })
})

test("bytes that are not the asked digest's, though the registry says so", async () => {
  const { digest } = json({})
  const { host } = await fakeRegistry(image, manifest("{}", { "docker-content-digest": digest }))
  const run = inspectImage(parseReference(`${host}/app@${image.digest}`), {
    signal: new AbortController().signal,
  })
  const { code, message } = await failureOf(run)
  expect(code).toBe("E_REGISTRY_ANSWER")
  expect(message).toContain(`expected ${image.digest}, received bytes of ${digest}\n`)
})

test("a config that is not its digest's", async () => {
  const { run } = await inspectFake((request, response) => {
    if (!request.url!.includes("/blobs/")) return false
    reply(response, 200, {}, "{}")
    return true
  })
  const { code, message } = await failureOf(run)
  expect(code).toBe("E_REGISTRY_ANSWER")
  expect(message).toContain(`expected ${config}, received bytes of ${json({}).digest}\n`)
})

test.each([
  ["as it says", { "content-length": String((4 << 20) + 1) }],
  ["without saying", { "transfer-encoding": "chunked" }],
])("a manifest that is too large, %s", async (_, headers: Record<string, string>) => {
  const { run, host } = await inspectFake(manifest(Buffer.alloc((4 << 20) + 1, " "), headers))
  expect(await failureOf(run)).toEqual({
    code: "E_REGISTRY_ANSWER",
    message: `image "${host}/app:v1": ${host} cannot be used: it answered with more than 4194304 bytes\n${page}`,
  })
})

const descriptor = {
  mediaType: "application/vnd.oci.image.config.v1+json",
  digest: config,
  size: 1,
}
const chart = { ...descriptor, mediaType: "application/vnd.cncf.helm.config.v1+json" }
const whole = { schemaVersion: 2, config: descriptor, layers: [] }
const legacy = "application/vnd.docker.distribution.manifest.v1+prettyjws"

test.each<[string, unknown, string, string, string]>([
  ["no JSON", undefined, manifestType, "E_REGISTRY_ANSWER", "received at the top: Invalid input"],
  ["schema 1", {}, legacy, "E_REGISTRY_ANSWER", `received ${legacy}`],
  [
    "two types",
    { mediaType: legacy },
    manifestType,
    "E_REGISTRY_ANSWER",
    "expected one media type",
  ],
  ["no type", whole, "application/json", "E_REGISTRY_ANSWER", "received no media type"],
  ["no config", { schemaVersion: 2 }, manifestType, "E_REGISTRY_ANSWER", "received at config: "],
  [
    "two readings",
    { ...whole, manifests: [] },
    manifestType,
    "E_REGISTRY_ANSWER",
    "at manifests: expected either manifests or layers",
  ],
  [
    "a path as a digest",
    { ...whole, config: { ...descriptor, digest: "sha256:../../../x" } },
    manifestType,
    "E_REGISTRY_ANSWER",
    "at config.digest: expected sha256: and 64 of 0-9 and a-f",
  ],
  [
    "a config that is too large",
    { ...whole, config: { ...descriptor, size: (8 << 20) + 1 } },
    manifestType,
    "E_REGISTRY_ANSWER",
    "expected at most 8388608 bytes, received 8388609",
  ],
  ["a chart", { ...whole, config: chart }, manifestType, "E_IMAGE_MISMATCH", "no container image"],
])("a manifest with %s", async (_, body, type, code, text) => {
  const fault = manifest(body === undefined ? "{" : json(body).bytes, { "content-type": type })
  const failure = await failureOf((await inspectFake(fault)).run)
  expect(failure.code).toBe(code)
  expect(failure.message).toContain(text)
})

test("a manifest whose config is gone cannot be pulled", async () => {
  const { run, host } = await inspectFake(() => false, {}, { ...image, blobs: [] })
  expect(await failureOf(run)).toEqual({
    code: "E_IMAGE_MISSING",
    message: `image "${host}/app:v1": its manifest is there, but its config ${config} is not (HTTP 404), so it cannot be pulled\nPublish the image again`,
  })
})

test("an index whose platform is gone names it", async () => {
  const index = publishedIndex([{ platform: "linux/amd64" }, { platform: "linux/arm64" }])
  const gone = index.manifests[1]!.digest
  const part = { ...index, manifests: index.manifests.filter(({ digest }) => digest !== gone) }
  const { run, host } = await inspectFake(() => false, {}, part)
  const { code, message } = await failureOf(run)
  expect(code).toBe("E_IMAGE_MISSING")
  expect(message).toContain(`image "${host}/app:v1", linux/arm64: the digest ${gone} is not in`)
})

test("a repository that is missing, and one of which nobody tells", async () => {
  const none = await inspectFake(() => false, {}, publishedIndex([]))
  expect((await failureOf(none.run)).code).toBe("E_IMAGE_MISMATCH")

  const { host, asked } = await fakeRegistry(undefined)
  const signal = new AbortController().signal
  const run = inspectImage(parseReference(`${host}/app:v1`), { signal })
  expect(await failureOf(run)).toEqual({
    code: "E_IMAGE_MISSING",
    message: `image "${host}/app:v1": the repository is not in the registry ${host} (HTTP 404 NAME_UNKNOWN)\nCheck how its name is written; if it is right, create it and publish the image`,
  })
  expect(asked.map(({ request }) => request)).toEqual(["GET /v2/app/manifests/v1"])

  const silent = await inspectFake((request, response) => {
    reply(response, request.url!.includes("/tags/") ? 403 : 404)
    return true
  })
  const message = `image "${silent.host}/app:v1": the tag v1, or its whole repository, is not in ${silent.host} (HTTP 404)`
  expect((await failureOf(silent.run)).message.split("\n")[0]).toBe(message)
})

test("a HEAD without a digest is asked in full", async () => {
  const { host, asked } = await fakeRegistry(image, (request, response) => {
    if (request.method !== "HEAD") return false
    reply(response, 200, { "content-type": manifestType })
    return true
  })
  const signal = new AbortController().signal
  const text = `${host}/app:v1@${image.digest}`
  expect(await inspectImage(parseReference(text), { signal })).toMatchObject({ warning: undefined })
  expect(asked.map(({ request }) => request)).toEqual([
    `GET /v2/app/manifests/${image.digest}`,
    "HEAD /v2/app/manifests/v1",
    "GET /v2/app/manifests/v1",
    `GET /v2/app/blobs/${config}`,
  ])
})
