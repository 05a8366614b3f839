import { inspect } from "node:util"

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

import { RemoteError } from "../../src/gitops/write/remote-error.ts"
import { type FakeFault, GitHubFake } from "../support/github-fake.ts"
import { faultOf, remoteOf } from "../support/github-remote-of.ts"

const never = new AbortController().signal
let fake: GitHubFake

beforeAll(async () => {
  fake = await GitHubFake.start()
  const files = [{ path: "a", bytes: "a" }]
  const commit = await fake.repository.commit({ parents: [], files, message: "seed" })
  await fake.repository.point("main", commit)
})
afterAll(() => fake.stop())
beforeEach(() => {
  fake.reset()
  fake.skew = 0
})

function answer(
  status: number,
  body: string | object,
  headers?: Record<string, string>,
): FakeFault {
  return { kind: "answer", status, body, headers }
}

function errors(...list: object[]): FakeFault {
  return answer(200, { data: null, errors: list })
}

const failed = "FAKE/acme/deploy, branch main: reading the branch failed:"
const id = "(request 0A1B:2C3D)"
const html = "<html><body>Oops</body></html>"

test.each<[string, FakeFault, string, string]>([
  [
    "403",
    answer(403, { message: "No" }),
    "refused",
    `GitHub answered 403: No ${id}. Give a valid token that may read and write the contents of this repository.`,
  ],
  [
    "404",
    answer(404, { message: "Not Found" }),
    "missing",
    `GitHub answered 404: Not Found ${id}. Check the names of the repository and the branch, and that the token reaches them.`,
  ],
  [
    "429",
    answer(429, { message: "Slow" }),
    "busy",
    `GitHub answered 429: Slow ${id}. GitHub asks to wait.`,
  ],
  ["500", answer(500, {}), "unavailable", `GitHub answered 500 ${id}.`],
  ["a page", answer(502, html), "unavailable", `GitHub answered 502: an HTML page ${id}.`],
  [
    "a page with 200",
    answer(200, html),
    "unavailable",
    `the answer broke off or is not GitHub's ${id}.`,
  ],
  [
    "another place",
    answer(307, "", { location: "/elsewhere" }),
    "invalid",
    `GitHub answered 307: an HTML page ${id}.`,
  ],
  ["422", answer(422, { message: "Odd" }), "invalid", `GitHub answered 422: Odd ${id}.`],
  [
    "half",
    { kind: "cut", after: true },
    "unavailable",
    `the answer broke off or is not GitHub's ${id}.`,
  ],
  ["nothing", { kind: "reset" }, "unavailable", "no answer: other side closed."],
  [
    "a limit",
    errors({ type: "RATE_LIMITED", message: "Spent" }),
    "busy",
    `GitHub answered RATE_LIMITED: Spent ${id}. GitHub asks to wait.`,
  ],
  [
    "scopes",
    errors({ type: "INSUFFICIENT_SCOPES", message: "More" }),
    "refused",
    `GitHub answered INSUFFICIENT_SCOPES: More ${id}. Give a valid token that may read and write the contents of this repository.`,
  ],
  [
    "another type",
    errors({ type: "NEW", message: "What" }),
    "unavailable",
    `GitHub answered NEW: What ${id}.`,
  ],
  [
    "a document it does not know",
    errors({ message: "Odd", extensions: { code: "undefinedField" } }),
    "invalid",
    `GitHub answered undefinedField: Odd ${id}.`,
  ],
  [
    "the gravest of several",
    errors({ type: "NOT_FOUND", message: "a" }, { type: "FORBIDDEN", message: "b" }),
    "refused",
    `GitHub answered NOT_FOUND: a; FORBIDDEN: b ${id}. Give a valid token that may read and write the contents of this repository.`,
  ],
  [
    "another form",
    answer(200, {
      data: { repository: { target: { commit: { __typename: "Commit", oid: "main" } } } },
    }),
    "invalid",
    `GitHub's answer is not of the form that was asked for ${id}.`,
  ],
])("%s is asked once and named", async (_, fault, kind, message) => {
  fake.fail("query", fault)
  expect(await faultOf(remoteOf(fake).head(never))).toEqual({
    fault: kind,
    message: `${failed} ${message}`,
    retryAfterMs: undefined,
  })
  expect(fake.count("query")).toBe(1)
})

test("a server that is not there", async () => {
  const remote = remoteOf(fake, { apiUrl: "http://127.0.0.1:1" })
  const { fault, message } = await faultOf(remote.head(never))
  expect(fault).toBe("unavailable")
  expect(message).toMatch(
    /reading the branch failed: no answer: (bad port|connect ECONNREFUSED FAKE)\.$/,
  )
})

test.each([
  ["hang", "no answer within 0.5 s."],
  ["stall", `the answer broke off or is not GitHub's ${id}.`],
] as const)(
  "a server that holds on to an answer is left after the limit: %s",
  async (kind, message) => {
    fake.fail("query", { kind })
    expect(await faultOf(remoteOf(fake, { timeoutMs: 500 }).head(never))).toEqual({
      fault: "unavailable",
      message: `${failed} ${message}`,
      retryAfterMs: undefined,
    })
  },
)

test("cancelled before and while it waits", async () => {
  const cancel = new AbortController()
  fake.fail("query", { kind: "hang" })
  const waiting = remoteOf(fake).head(cancel.signal)
  await expect.poll(() => fake.count("query"), { timeout: 20_000 }).toBe(1)
  cancel.abort()
  expect((await faultOf(waiting)).message).toBe(`${failed} cancelled while waiting for the answer.`)
  expect(await faultOf(remoteOf(fake).head(cancel.signal))).toEqual({
    fault: "unavailable",
    message: `${failed} cancelled before anything was sent.`,
    retryAfterMs: undefined,
  })
  expect(fake.count("query")).toBe(1)
})

test("how long to wait comes from GitHub's clock, not from this one", async () => {
  fake.skew = 3 * 24 * 3_600_000
  const reset = Math.floor((Date.now() + fake.skew) / 1000) + 30
  const limit = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) }
  fake.fail("query", answer(403, {}, limit))
  fake.fail("query", {
    ...errors({ type: "RATE_LIMITED", message: "Spent" }),
    headers: limit,
  } as FakeFault)
  for (let time = 0; time < 2; time++) {
    const { fault, retryAfterMs, message } = await faultOf(remoteOf(fake).head(never))
    expect(fault).toBe("busy")
    expect(retryAfterMs).toBeGreaterThanOrEqual(20_000)
    expect(retryAfterMs).toBeLessThanOrEqual(31_000)
    expect(message).toMatch(/GitHub asks to wait for (2\d|30|31) s\.$/)
  }
})

test("a token that GitHub rejects is asked for once more", async () => {
  const asked: (string | undefined)[] = []
  const source = async (rejected?: string): Promise<string> => {
    asked.push(rejected)
    return rejected === undefined ? "ghs_old" : "ghs_good\n"
  }
  const remote = remoteOf(fake, { token: source })
  const head = await remote.head(never)
  await head.read(["a"], never)
  expect(asked).toEqual([undefined, "ghs_old"])
  expect(fake.requests.map(({ authorization }) => authorization)).toEqual([
    "bearer ghs_old",
    ...Array.from({ length: 3 }, () => "bearer ghs_good"),
  ])
})

test("a second rejection is the end", async () => {
  let asked = 0
  const token = async (): Promise<string> => `ghs_bad${++asked}`
  expect(await faultOf(remoteOf(fake, { token }).head(never))).toEqual({
    fault: "refused",
    message: `${failed} GitHub answered 401: Bad credentials ${id}. Give a valid token that may read and write the contents of this repository.`,
    retryAfterMs: undefined,
  })
  expect([asked, fake.count("query")]).toEqual([2, 2])
})

test.each(["", " \n", "two words", "line\nline", "gh\u00fc"])(
  "%j is not sent as a token",
  async (token) => {
    const { fault, message } = await faultOf(
      remoteOf(fake, { token: async () => token }).head(never),
    )
    expect(fault).toBe("refused")
    expect(message).toContain(
      "the token is empty or has characters in it that no token has. Nothing was sent.",
    )
    expect(fake.requests).toEqual([])
  },
)

const secret = "ghs_CanaryCanaryCanary"

test.each<[string, FakeFault]>([
  ["a message", answer(500, { message: `you sent bearer ${secret}` })],
  ["a message that is cut", answer(500, { message: `${"x".repeat(290)}${secret}` })],
  ["an error's message", errors({ type: "FORBIDDEN", message: `token ${secret} bad` })],
  ["an error's type", errors({ type: secret, message: "bad" })],
  ["a request id", answer(403, { message: "x" }, { "x-github-request-id": secret })],
  ["a plain text", answer(500, secret, { "content-type": "text/plain" })],
  ["data", answer(200, { data: { repository: secret } })],
])("a token that comes back in %s is nowhere in the error", async (_, fault) => {
  fake.fail("query", fault)
  const error: unknown = await remoteOf(fake, { token: async () => secret })
    .head(never)
    .catch((one: unknown) => one)
  expect(error).toBeInstanceOf(RemoteError)
  expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/Canary/)
})

test("a token in what the network layer says, and what only the caller knows", async () => {
  const fetch = async (): Promise<Response> => {
    throw new TypeError(`header bearer ${secret} of tenant t0psecret`)
  }
  const redact = (text: string): string => text.replaceAll("t0psecret", "***")
  const remote = remoteOf(fake, { fetch, redact, token: async () => secret })
  const error: unknown = await remote.head(never).catch((one: unknown) => one)
  expect(inspect(error, { depth: Infinity, showHidden: true })).not.toMatch(/Canary|t0psecret/)
  expect((error as Error).message).toContain("no answer: header bearer [redacted] of tenant ***.")
})

test("what a server says cannot move a terminal's cursor", async () => {
  fake.fail("query", answer(500, { message: "a\u001b[2Jb\r\nc\u202ed" }))
  expect((await faultOf(remoteOf(fake).head(never))).message).toBe(
    `${failed} GitHub answered 500: a [2Jb c d ${id}.`,
  )
})
