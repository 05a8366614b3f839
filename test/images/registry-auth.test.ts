import { inspect as printed } from "node:util"

import { expect, test } from "vitest"

import { inspectImage } from "../../src/images/inspect-image.ts"
import { parseReference } from "../../src/images/parse-reference.ts"
import type { RegistryOptions } from "../../src/images/registry-options.ts"
import { failureOf } from "../support/failure-of.ts"
import { type Asked, fakeRegistry, type Fault, reply } from "../support/fake-registry.ts"
import { publishedImage } from "../support/image-bytes.ts"

const revision = "0123456789abcdef0123456789abcdef01234567"
const image = publishedImage({ labels: { "org.opencontainers.image.revision": revision } })
const blob = `/v2/app/blobs/${image.blobs[0]!.digest}`
const credentials = { username: "robot", password: "canary-password" }
const basic = `Basic ${Buffer.from("robot:canary-password").toString("base64")}`
const bearer = "Bearer canary-token"
const scope = "scope=repository%3Aapp%3Apull"

function options(over: Partial<RegistryOptions> = {}): RegistryOptions {
  const pause = (): Promise<void> => Promise.resolve()
  return { signal: new AbortController().signal, pause, ...over }
}

/** Wants that field, and offers how to get it. */
function wants(authorization: string, challenge: string): Fault {
  return (request, response) => {
    if (request.headers.authorization === authorization) return false
    reply(response, 401, { "www-authenticate": challenge })
    return true
  }
}

/** Hands out a token for whatever is asked. */
function tokens(body: unknown = { token: "canary-token" }, status = 200): Fault {
  return (_, response) => {
    reply(response, status, { "content-type": "application/json" }, JSON.stringify(body))
    return true
  }
}

function lines(asked: readonly Asked[]): string[] {
  return asked.map(({ request, authorization }) => `${request} ${authorization ?? "-"}`)
}

test("a token, anonymously, once for all of a repository", async () => {
  const realm = await fakeRegistry(undefined, tokens())
  const challenge = `Bearer realm="http://${realm.host}/token",service="a, b",scope="repository:app:pull"`
  const { host, asked } = await fakeRegistry(image, wants(bearer, challenge))
  const reference = parseReference(`${host}/app:v1`)
  expect(await inspectImage(reference, options())).toMatchObject({ revision })
  expect(lines(realm.asked)).toEqual([`GET /token?service=a%2C+b&${scope} -`])
  expect(lines(asked)).toEqual([
    "GET /v2/app/manifests/v1 -",
    `GET /v2/app/manifests/v1 ${bearer}`,
    `GET ${blob} ${bearer}`,
  ])
})

test("a password buys the token, and goes to the realm alone", async () => {
  const realm = await fakeRegistry(undefined, tokens({ access_token: "canary-token" }))
  const challenge = `Basic realm="x", Bearer realm="http://${realm.host}/token?keep=1"`
  const { host, asked } = await fakeRegistry(image, wants(bearer, challenge))
  const reference = parseReference(`${host}/app:v1`)
  expect(await inspectImage(reference, options({ credentials }))).toMatchObject({ revision })
  expect(lines(realm.asked)).toEqual([`GET /token?keep=1&${scope} ${basic}`])
  expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, bearer, bearer])
})

test("a token that expired in between is bought again", async () => {
  let sold = 0
  const realm = await fakeRegistry(undefined, (_, response) => {
    reply(response, 200, {}, JSON.stringify({ token: `canary-${++sold}` }))
    return true
  })
  const { host } = await fakeRegistry(image, (request, response) =>
    wants(
      request.url === blob ? "Bearer canary-2" : "Bearer canary-1",
      `Bearer realm="http://${realm.host}/"`,
    )(request, response),
  )
  const reference = parseReference(`${host}/app:v1`)
  expect(await inspectImage(reference, options())).toMatchObject({ revision })
  expect(sold).toBe(2)
})

test("credentials are not sent to who does not ask", async () => {
  const { host, asked } = await fakeRegistry(image)
  await inspectImage(parseReference(`${host}/app:v1`), options({ credentials }))
  expect(asked.map(({ authorization }) => authorization)).toEqual([undefined, undefined])
})

test("a blob elsewhere is fetched without the credentials", async () => {
  const storage = await fakeRegistry(image)
  const { host, asked } = await fakeRegistry(image, (request, response) => {
    if (request.url === blob && request.headers.authorization !== undefined) {
      reply(response, 307, { location: `http://${storage.host}${blob}` })
      return true
    }
    return wants(basic, 'Basic realm="x"')(request, response)
  })
  const reference = parseReference(`${host}/app:v1`)
  expect(await inspectImage(reference, options({ credentials }))).toMatchObject({ revision })
  expect(lines(asked).at(-1)).toBe(`GET ${blob} ${basic}`)
  expect(lines(storage.asked)).toEqual([`GET ${blob} -`])
})

test("a blob on the same host is fetched with them", async () => {
  const { host, asked } = await fakeRegistry(image, (request, response) => {
    if (request.url === blob) reply(response, 302, { location: `${blob}?signed=canary` })
    else if (request.url?.endsWith("?signed=canary"))
      reply(response, 200, {}, image.blobs[0]!.bytes)
    else return wants(basic, 'Basic realm="x"')(request, response)
    return true
  })
  const reference = parseReference(`${host}/app:v1`)
  expect(await inspectImage(reference, options({ credentials }))).toMatchObject({ revision })
  expect(lines(asked).at(-1)).toBe(`GET ${blob}?signed=canary ${basic}`)
})

test("a host that was redirected to gets no credentials, though it asks", async () => {
  const storage = await fakeRegistry(image, wants(basic, 'Basic realm="x"'))
  const { host } = await fakeRegistry(image, (_, response) => {
    reply(response, 307, { location: `http://${storage.host}/x?signed=canary` })
    return true
  })
  const run = inspectImage(parseReference(`${host}/app:v1`), options({ credentials }))
  const { code, message } = await failureOf(run)
  expect(code).toBe("E_REGISTRY_AUTH")
  expect(message).toContain(`${storage.host} does not allow reading it`)
  expect(lines(storage.asked)).toEqual(["GET /x?signed=canary -"])
})

test.each([
  ["http://storage.example/x", "it redirects to what is not a plain https address"],
  ["https://user:canary@storage.example/x", "it redirects to what is not a plain https address"],
  ["file:///etc/passwd", "it redirects to what is not a plain https address"],
  ["http://[", "it redirects to what is not a plain https address"],
  ["/v2/app/manifests/v1", "it redirects more than 5 times"],
])("a redirect to %s", async (location, problem) => {
  const { host } = await fakeRegistry(image, (_, response) => {
    reply(response, 307, { location })
    return true
  })
  expect(await failureOf(inspectImage(parseReference(`${host}/app:v1`), options()))).toEqual({
    code: "E_REGISTRY_ANSWER",
    message: `image "${host}/app:v1": ${host} cannot be used: ${problem}\nCheck that this host is the registry and not a proxy's page`,
  })
})

test.each([
  ["http://auth.example/token", "http://auth.example"],
  ["https://user:canary@auth.example/token", "https://auth.example"],
  ["file:///etc/passwd", "file://"],
  ["not an address", "none"],
])("a realm such as %s gets nothing", async (realm, shown) => {
  const { host } = await fakeRegistry(image, wants(bearer, `Bearer realm="${realm}"`))
  const run = inspectImage(parseReference(`${host}/app:v1`), options({ credentials }))
  expect(await failureOf(run)).toEqual({
    code: "E_REGISTRY_ANSWER",
    message: `image "${host}/app:v1": ${host} names a place for tokens that is refused: expected an https address, received ${shown}\nNo credentials were sent`,
  })
})

/** A fetch that plays hosts of the world; everything that is sent comes back as lines. */
function world(answers: Record<string, () => Response>): { fetch: typeof fetch; sent: string[] } {
  const sent: string[] = []
  return {
    sent,
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input)
      sent.push(`${url.href} ${new Headers(init?.headers).get("authorization") ?? "-"}`)
      return Promise.resolve(answers[url.host]?.() ?? new Response("", { status: 503 }))
    },
  }
}

test("other hosts are asked over https, and none of them names a realm on this machine", async () => {
  const challenge = 'Bearer realm="http://127.0.0.1:9/token"'
  const hub = world({
    "registry-1.docker.io": () =>
      new Response("", { status: 401, headers: { "www-authenticate": challenge } }),
  })
  const run = inspectImage(parseReference("nginx:1"), options({ fetch: hub.fetch, credentials }))
  expect((await failureOf(run)).code).toBe("E_REGISTRY_ANSWER")
  expect(hub.sent).toEqual(["https://registry-1.docker.io/v2/library/nginx/manifests/1 -"])
})

test.each(["localhost:5000", "[::1]:5000", "127.9.9.9:5000", "localhost"])(
  "%s is asked over http",
  async (host) => {
    const { fetch, sent } = world({})
    await failureOf(inspectImage(parseReference(`${host}/app:v1`), options({ fetch, retries: 0 })))
    expect(sent).toEqual([`http://${host}/v2/app/manifests/v1 -`])
  },
)

test.each(["127.0.0.1.example.com", "localhost.example", "10.0.0.1:5000", "128.0.0.1"])(
  "%s is asked over https",
  async (host) => {
    const { fetch, sent } = world({})
    await failureOf(inspectImage(parseReference(`${host}/app:v1`), options({ fetch, retries: 0 })))
    expect(sent).toEqual([`https://${host}/v2/app/manifests/v1 -`])
  },
)

test("a realm elsewhere over https gets the credentials, the registry the token", async () => {
  let challenged = false
  const { fetch, sent } = world({
    "registry.example": () => {
      if (challenged) return new Response("", { status: 403 })
      challenged = true
      const headers = {
        "www-authenticate": 'Bearer realm="https://auth.example/token",service="s"',
      }
      return new Response("", { status: 401, headers })
    },
    "auth.example": () => new Response('{"token":"canary-token"}'),
  })
  const reference = parseReference("registry.example/app:v1")
  const { code, message } = await failureOf(
    inspectImage(reference, options({ fetch, credentials })),
  )
  expect({ code, first: message.split("\n")[0] }).toEqual({
    code: "E_REGISTRY_AUTH",
    first:
      'image "registry.example/app:v1": registry.example does not allow reading it with these credentials (HTTP 403)',
  })
  expect(sent).toEqual([
    "https://registry.example/v2/app/manifests/v1 -",
    `https://auth.example/token?service=s&${scope} ${basic}`,
    `https://registry.example/v2/app/manifests/v1 ${bearer}`,
  ])
})

test.each<[string, Fault, string]>([
  ["refuses", tokens({}, 401), "E_REGISTRY_AUTH"],
  ["refuses the repository", tokens({}, 403), "E_REGISTRY_AUTH"],
  ["has no token", tokens({}), "E_REGISTRY_ANSWER"],
  ["has a token that is none", tokens({ token: "canary-a\r\nx: y" }), "E_REGISTRY_ANSWER"],
  ["has no JSON", tokens("canary-b"), "E_REGISTRY_ANSWER"],
  ["is down", tokens({}, 500), "E_REGISTRY"],
  [
    "redirects",
    (_, response) => {
      reply(response, 307, { location: "https://other.example/" })
      return true
    },
    "E_REGISTRY_ANSWER",
  ],
])("a realm that %s", async (_, fault, expected) => {
  const realm = await fakeRegistry(undefined, fault)
  const challenge = `Bearer realm="http://${realm.host}/token?canary=1"`
  const { host } = await fakeRegistry(image, wants(bearer, challenge))
  let caught: unknown
  await inspectImage(parseReference(`${host}/app:v1`), options({ credentials })).catch(
    (error: unknown) => (caught = error),
  )
  expect(caught).toMatchObject({ code: expected })
  expect((caught as Error).message).toContain(realm.host)
  const all = printed(caught, { depth: 9, showHidden: true })
  expect(all).not.toContain("canary")
  expect(all).not.toContain(basic.slice(6))
})

test.each([
  ["", "none that can be read"],
  ["Negotiate, Digest realm=x", "negotiate, digest"],
])("a challenge of %j", async (challenge, shown) => {
  const { host } = await fakeRegistry(image, wants(bearer, challenge))
  const run = inspectImage(parseReference(`${host}/app:v1`), options({ credentials }))
  expect(await failureOf(run)).toEqual({
    code: "E_REGISTRY_ANSWER",
    message: `image "${host}/app:v1": ${host} wants credentials in a form that is not known: expected a Bearer or Basic challenge, received ${shown}`,
  })
})

test.each([
  { username: "a:b", password: "canary" },
  { username: "robot", password: "canary\n" },
])("credentials that cannot be sent: %j", async (bad) => {
  const { host, asked } = await fakeRegistry(image, wants(basic, 'Basic realm="x"'))
  const run = inspectImage(parseReference(`${host}/app:v1`), options({ credentials: bad }))
  expect(await failureOf(run)).toEqual({
    code: "E_REGISTRY_AUTH",
    message: `image "${host}/app:v1": the credentials for ${host} cannot be sent: expected a user without a colon, and both without control characters such as a line break at the end\nNothing was sent`,
  })
  expect(asked).toHaveLength(1)
})

test("ECR's passwords are short-lived, and the error says so", async () => {
  const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
  const { fetch } = world({ [host]: () => new Response("", { status: 403 }) })
  const run = inspectImage(parseReference(`${host}/app:v1`), options({ fetch }))
  expect((await failureOf(run)).message).toContain(
    "\nA password of ECR is good for 12 hours: aws ecr get-login-password prints a new one",
  )
})
