import { generateKeyPairSync } from "node:crypto"
import { inspect } from "node:util"

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

import { SlipwayError } from "../../src/errors.ts"
import { appToken, type AppTokenOptions } from "../../src/github/app-token.ts"
import { GitHubFake } from "../support/github-fake.ts"
import { faultOf, remoteOf } from "../support/github-remote-of.ts"

const never = new AbortController().signal
const hour = 3_600_000
let fake: GitHubFake
let now = 0

beforeAll(async () => {
  fake = await GitHubFake.start()
  const commit = await fake.repository.commit({ parents: [], files: [], message: "seed" })
  await fake.repository.point("main", commit)
})
afterAll(() => fake.stop())
beforeEach(() => {
  fake.reset()
  fake.skew = 0
  fake.app.made.length = 0
  fake.app.lifetime = hour
  fake.app.installation = { id: 99, permissions: { contents: "write" }, suspended_at: null }
  now = 1000
})

function source(options: Partial<AppTokenOptions> = {}) {
  return appToken({
    appId: fake.app.id,
    privateKey: fake.app.privateKey,
    owner: fake.owner,
    repository: fake.name,
    apiUrl: fake.url,
    clock: () => now,
    ...options,
  })
}

test("a token is good for the contents of the one repository", async () => {
  fake.app.installation!.permissions["administration"] = "write"
  expect(await source()()).toBe("ghs_made1")
  expect(fake.app.made).toEqual([{ repositories: ["deploy"], permissions: { contents: "write" } }])
  expect(fake.requests.map(({ path }) => path)).toEqual([
    "/repos/acme/deploy/installation",
    "/app/installations/99/access_tokens",
  ])
})

test("it is kept until ten minutes before it expires, by the clock that never goes back", async () => {
  fake.skew = -7 * 24 * hour
  // What is signed by this machine's clock is then not valid yet, until GitHub's Date is heeded.
  const token = source()
  expect(await token()).toBe("ghs_made1")
  now += 50 * 60_000 - 2000
  expect(await token()).toBe("ghs_made1")
  now += 4000
  expect(await token()).toBe("ghs_made2")
})

test("several who ask at once get one token", async () => {
  const token = source()
  expect(await Promise.all([token(), token(), token()])).toEqual(Array(3).fill("ghs_made1"))
  expect(fake.count("token")).toBe(1)
})

test("one that GitHub rejects is replaced, and the remote goes on", async () => {
  const token = source()
  fake.tokens.delete(await token())
  await remoteOf(fake, { token }).head(never)
  expect(
    fake.requests.map(({ authorization }) => authorization).filter((one) => one.includes("ghs_")),
  ).toEqual(["bearer ghs_made1", "bearer ghs_made2"])
})

test("a failure is not kept", async () => {
  const token = source()
  fake.fail("token", { kind: "answer", status: 502, body: "<html></html>" })
  expect((await faultOf(token())).fault).toBe("unavailable")
  expect(await token()).toBe("ghs_made1")
})

test.each(["\\n", "\r\n"])("the key may have its lines broken by %j", async (ending) => {
  expect(await source({ privateKey: fake.app.privateKey.replaceAll("\n", ending) })()).toMatch(
    /^ghs_/,
  )
})

function keyOf(type: "ed25519" | "encrypted"): string {
  if (type === "ed25519") {
    return generateKeyPairSync("ed25519")
      .privateKey.export({ type: "pkcs8", format: "pem" })
      .toString()
  }
  const options = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "p" } as const
  return generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export(options).toString()
}

test.each([
  ["no key", () => "Canary", "it is no private key in PEM format (ERR_OSSL_UNSUPPORTED)"],
  ["nothing", () => " \n", "it is empty"],
  [
    "a broken key",
    () => fake.app.privateKey.replace(/\n.{20}/, "\nCanaryCanary"),
    "it is no private key in PEM format",
  ],
  [
    "another kind of key",
    () => keyOf("ed25519"),
    "it is a key of type ed25519, and an App's is an RSA key",
  ],
  ["an encrypted key", () => keyOf("encrypted"), "it is encrypted"],
])("%s is refused without a word of it", (_, key, reason) => {
  const privateKey = key()
  let error: unknown
  try {
    source({ privateKey })
  } catch (one) {
    error = one
  }
  expect(error).toBeInstanceOf(SlipwayError)
  const { code, message } = error as SlipwayError
  expect(code).toBe("E_GITHUB_APP")
  expect(message).toContain(`the private key of the GitHub App cannot be used: ${reason}`)
  const shown = inspect(error, { depth: Infinity, showHidden: true })
  expect(shown).not.toMatch(/Canary/)
  expect(shown).not.toContain(privateKey.split("\n")[1] || "Canary")
  expect(fake.requests).toEqual([])
})

test.each(["", "12 34", "a/b", "\u0661"])("%j is not the id of an App", (appId) => {
  expect(() => source({ appId })).toThrow(/^expected the id of a GitHub App, such as 123456, got "/)
})

const app = "GitHub App 4711 on FAKE/acme/deploy: no token:"

test.each<[string, () => unknown, string, string]>([
  [
    "is not installed",
    () => (fake.app.installation = undefined),
    "missing",
    "GitHub answered 404. Install the App on that repository, or check its name.",
  ],
  [
    "may only read",
    () => (fake.app.installation!.permissions = { contents: "read" }),
    "refused",
    "its installation has Contents: read, not write. Grant it Contents: read and write, and accept that in the installation's settings.",
  ],
  [
    "may nothing",
    () => (fake.app.installation!.permissions = {}),
    "refused",
    "its installation has Contents: none, not write. Grant it Contents: read and write, and accept that in the installation's settings.",
  ],
  [
    "is suspended",
    () => (fake.app.installation!.suspended_at = "2026-01-01T00:00:00Z"),
    "refused",
    "its installation is suspended. Lift that in the installation's settings.",
  ],
  [
    "loses a permission meanwhile",
    () => fake.fail("token", { kind: "answer", status: 422, body: {} }),
    "refused",
    "GitHub answered 422. Grant it Contents: read and write, and accept that in the installation's settings.",
  ],
  [
    "is asked to wait",
    () =>
      fake.fail("token", {
        kind: "answer",
        status: 403,
        headers: { "retry-after": "9" },
        body: {},
      }),
    "busy",
    "GitHub answered 403. GitHub asks to wait.",
  ],
  [
    "is cut off",
    () => fake.fail("token", { kind: "cut", after: true }),
    "unavailable",
    "the answer broke off or is not GitHub's. Try again.",
  ],
  [
    "is reset",
    () => fake.fail("installation", { kind: "reset" }),
    "unavailable",
    "no answer (UND_ERR_SOCKET). Check the network and the address of the API.",
  ],
])("an App that %s", async (_, prepare, fault, message) => {
  prepare()
  expect(await faultOf(source()())).toMatchObject({ fault, message: `${app} ${message}` })
})

test("a key of another App", async () => {
  const privateKey = generateKeyPairSync("rsa", { modulusLength: 2048 })
    .privateKey.export({ type: "pkcs8", format: "pem" })
    .toString()
  expect(await faultOf(source({ privateKey })())).toEqual({
    fault: "refused",
    message: `${app} GitHub answered 401. Check that the id and the private key are of one App, and this clock.`,
    retryAfterMs: undefined,
  })
})

test("a server that sends the credential back", async () => {
  let jwt = ""
  const fetch = async (_: unknown, init?: RequestInit): Promise<Response> => {
    jwt = new Headers(init!.headers).get("authorization")!
    return Response.json({ message: jwt }, { status: 500 })
  }
  const error: unknown = await source({ fetch })().catch((one: unknown) => one)
  expect(jwt).toMatch(/^bearer ey/)
  expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(jwt.slice(7, 40))
})
