import { once } from "node:events"
import type { ServerResponse } from "node:http"
import { type AddressInfo, createServer } from "node:net"

import { expect, test } from "vitest"

import { inspectImage } from "../../src/images/inspect-image.ts"
import { parseReference } from "../../src/images/parse-reference.ts"
import { failureOf } from "../support/failure-of.ts"
import { fakeRegistry, type Fault, reply } from "../support/fake-registry.ts"
import { config, image, inspectFake, revision } from "../support/inspect-fake.ts"

/** What goes wrong for the first `times` requests. */
function first(times: number, act: (response: ServerResponse) => void): Fault {
  let left = times
  return (_, response) => {
    if (left-- <= 0) return false
    act(response)
    return true
  }
}

const unknown =
  "It is not known whether the image is there. Check the host and the network, then run the same again"

test.each<[string, (response: ServerResponse) => void]>([
  ["a 500", (response) => reply(response, 500)],
  ["a reset", (response) => response.socket?.resetAndDestroy()],
  [
    "an answer that is cut",
    (response) => {
      response.writeHead(200, { "content-length": "100" })
      response.write("{", () => response.socket?.destroy())
    },
  ],
])("%s once is asked again", async (_, act) => {
  const { run, requests, pauses } = await inspectFake(first(1, act))
  expect(await run).toMatchObject({ digest: image.digest, revision })
  expect(requests).toEqual([
    "GET /v2/app/manifests/v1",
    "GET /v2/app/manifests/v1",
    `GET /v2/app/blobs/${config}`,
  ])
  expect(pauses).toHaveLength(1)
})

test("503 for ever is four tries, within spans that double, and not a missing image", async () => {
  const { run, host, requests, pauses } = await inspectFake(
    first(99, (response) => reply(response, 503)),
  )
  expect(await failureOf(run)).toEqual({
    code: "E_REGISTRY",
    message: `image "${host}/app:v1": cannot ask ${host}: no answer in 4 tries, the last: HTTP 503\n${unknown}`,
  })
  expect(requests).toHaveLength(4)
  expect(pauses).toHaveLength(3)
  for (const [at, ms] of pauses.entries()) {
    expect(ms).toBeGreaterThanOrEqual(0)
    expect(ms).toBeLessThanOrEqual(1_000 * 2 ** at)
  }
})

test.each([
  ["7", 7_000],
  ["86400", 60_000],
  ["Sun, 22 Nov 2026 10:00:09 GMT", 9_000],
])("429 with Retry-After %s", async (after, pause) => {
  const headers = { "retry-after": after, date: "Sun, 22 Nov 2026 10:00:00 GMT" }
  const { run, pauses } = await inspectFake(first(1, (response) => reply(response, 429, headers)))
  expect(await run).toMatchObject({ revision })
  expect(pauses).toEqual([pause])
})

test("a host where nobody listens", async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  server.close()
  await once(server, "close")
  const run = inspectImage(parseReference(`${host}/app:v1`), {
    signal: new AbortController().signal,
    retries: 1,
    pause: () => Promise.resolve(),
  })
  expect(await failureOf(run)).toEqual({
    code: "E_REGISTRY",
    message: `image "${host}/app:v1": cannot ask ${host}: no answer in 2 tries, the last: ECONNREFUSED\n${unknown}`,
  })
})

test("a registry that hangs is tried again, within a bound", async () => {
  const hang: Fault = () => true
  const { run, host, requests } = await inspectFake(hang, { tryMs: 50, retries: 1 })
  expect(await failureOf(run)).toEqual({
    code: "E_REGISTRY",
    message: `image "${host}/app:v1": cannot ask ${host}: no answer in 2 tries, the last: nothing within 0.05 s\n${unknown}`,
  })
  expect(requests).toHaveLength(2)
})

test("the caller's time limit ends a hang", async () => {
  const { run, host } = await inspectFake(() => true, { signal: AbortSignal.timeout(50) })
  expect(await failureOf(run)).toEqual({
    code: "E_REGISTRY",
    message: `image "${host}/app:v1": cannot ask ${host}: the time limit is over\n${unknown}`,
  })
})

test("the caller's time limit ends a wait", async () => {
  const { host } = await fakeRegistry(image, (_, response) => {
    reply(response, 429, { "retry-after": "30" })
    return true
  })
  const signal = AbortSignal.timeout(100)
  const run = inspectImage(parseReference(`${host}/app:v1`), { signal })
  expect(await failureOf(run)).toEqual({
    code: "E_REGISTRY",
    message: `image "${host}/app:v1": cannot ask ${host}: the time limit is over, the last try: HTTP 429\n${unknown}`,
  })
})

test("cancellation is neither missing nor unreachable", async () => {
  const controller = new AbortController()
  const { run, host } = await inspectFake(
    () => {
      controller.abort()
      return true
    },
    { signal: controller.signal },
  )
  expect(await failureOf(run)).toEqual({
    code: "E_CANCELLED",
    message: `image "${host}/app:v1": cancelled before ${host} had answered; nothing was changed`,
  })
})
