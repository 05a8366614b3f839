import { Kind, parse, visit } from "graphql"
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest"

import { GitHubFake } from "../support/github-fake.ts"
import { faultOf, remoteOf } from "../support/github-remote-of.ts"

const never = new AbortController().signal
let fake: GitHubFake

beforeAll(async () => {
  fake = await GitHubFake.start()
})
afterAll(() => fake.stop())
beforeEach(() => fake.reset())

async function seed(
  files: { path: string; bytes: Uint8Array | string; mode?: string }[],
): Promise<string> {
  const commit = await fake.repository.commit({ parents: [], files, message: "seed" })
  await fake.repository.point("main", commit)
  return commit
}

function bytesOf(...values: number[]): Uint8Array {
  return new Uint8Array(values)
}

test("head is the branch's commit, and brings the entries of the expected paths along", async () => {
  const commit = await seed([{ path: "prod/kustomization.yaml", bytes: "images: []\n" }])
  const remote = remoteOf(fake, { paths: ["prod/kustomization.yaml", "prod/record.json"] })

  const head = await remote.head(never)
  const files = await head.read(["prod/record.json", "prod/kustomization.yaml"], never)

  expect(head.commit).toBe(commit)
  expect(files).toEqual([
    undefined,
    {
      path: "prod/kustomization.yaml",
      mode: "100644",
      bytes: new Uint8Array(Buffer.from("images: []\n")),
    },
  ])
  expect(fake.requests.map(({ route }) => route)).toEqual(["query", "blob"])
  expect(remote.name).toMatch(/^127\.0\.0\.1:\d+\/acme\/deploy, branch main$/)
})

test("a path that was not announced is read at the same commit, though the branch moved", async () => {
  const commit = await seed([{ path: "a.yaml", bytes: "old" }])
  const head = await remoteOf(fake).head(never)
  const next = await fake.repository.commit({
    parents: [commit],
    files: [{ path: "a.yaml", bytes: "new" }],
    message: "next",
  })
  await fake.repository.point("main", next)

  const [file] = await head.read(["a.yaml"], never)

  expect(Buffer.from(file!.bytes).toString()).toBe("old")
  expect(fake.count("query")).toBe(2)
})

test.each([
  ["a byte order mark and CRLF", bytesOf(0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0x0a)],
  ["what is not UTF-8", bytesOf(0xff, 0xfe, 0x00, 0x80, 0x0d)],
  ["nothing", bytesOf()],
  ["more than a line of base64", bytesOf(...Array.from({ length: 500 }, (_, i) => i % 256))],
])("bytes arrive as they are: %s", async (_, bytes) => {
  await seed([{ path: "f", bytes }])
  const [file] = await (await remoteOf(fake).head(never)).read(["f"], never)
  expect(file!.bytes).toEqual(bytes)
})

test("what is no regular file is named by its mode and not followed", async () => {
  const id = "1234567890123456789012345678901234567890"
  await seed([
    { path: "link", bytes: "real", mode: "120000" },
    { path: "run.sh", bytes: "x", mode: "100755" },
    { path: "real/a", bytes: "a" },
    { path: "module", bytes: id, mode: "160000" },
  ])
  const head = await remoteOf(fake).head(never)

  const files = await head.read(["link", "run.sh", "real", "module", "link/a", "module/a"], never)

  expect(files.map((file) => file && [file.mode, file.bytes.length])).toEqual([
    ["120000", 0],
    ["100755", 1],
    ["040000", 0],
    ["160000", 0],
    undefined,
    undefined,
  ])
  expect(fake.count("blob")).toBe(1)
})

test("a missing file is no failure when GitHub gives an error with its null", async () => {
  await seed([{ path: "a", bytes: "a" }])
  fake.missingFileIsError = true
  onTestFinished(() => void (fake.missingFileIsError = false))
  const head = await remoteOf(fake, { paths: ["a", "b"] }).head(never)
  const files = await head.read(["a", "b"], never)
  expect(files.map((file) => file?.path)).toEqual(["a", undefined])
})

test("a file above the limit is refused before a byte of any file is asked for", async () => {
  await seed([
    { path: "small", bytes: "12345" },
    { path: "large", bytes: "123456" },
  ])
  const head = await remoteOf(fake, { maxBytes: 5 }).head(never)

  expect((await head.read(["small"], never))[0]!.bytes.length).toBe(5)
  expect(await faultOf(head.read(["small", "large"], never))).toEqual({
    fault: "invalid",
    message:
      'FAKE/acme/deploy, branch main: reading "large" failed: the file has 6 bytes and at most 5 are read.',
    retryAfterMs: undefined,
  })
  expect(fake.count("blob")).toBe(1)
})

test("what differs from the blob that was asked for is not taken", async () => {
  await seed([{ path: "a", bytes: "right" }])
  const head = await remoteOf(fake, { paths: ["a"] }).head(never)
  const content = Buffer.from("wrong").toString("base64")
  fake.fail("blob", { kind: "answer", status: 200, body: { encoding: "base64", content } })
  const { fault, message } = await faultOf(head.read(["a"], never))
  expect(fault).toBe("unavailable")
  expect(message).toContain("GitHub's answer is not the blob ")
})

test("values reach GitHub as variables, whatever they are", async () => {
  const path = 'a") { oid } evil: file(path: "$x\\n{sha}'
  const branch = 'b"{}%2F..'
  await seed([{ path: "a", bytes: "a" }])
  const head = await remoteOf(fake, { paths: [path] }).head(never)
  expect(await head.read([path], never)).toEqual([undefined])
  expect(await faultOf(remoteOf(fake, { branch }).head(never))).toMatchObject({ fault: "missing" })

  let strings = 0
  for (const { body } of fake.requests) {
    const { query } = JSON.parse(body) as { query: string }
    visit(parse(query), { [Kind.STRING]: () => void strings++ })
  }
  expect(strings).toBe(0)
  expect(fake.requests.length).toBe(2)
})

test("a missing branch, a missing repository", async () => {
  const step = "Check the names of the repository and the branch, and that the token reaches them."
  expect(await faultOf(remoteOf(fake, { branch: "gone" }).head(never))).toEqual({
    fault: "missing",
    message: `FAKE/acme/deploy, branch gone: reading the branch failed: the repository has no such branch. ${step}`,
    retryAfterMs: undefined,
  })
  expect(await faultOf(remoteOf(fake, { repository: "other" }).head(never))).toEqual({
    fault: "missing",
    message:
      "FAKE/acme/other, branch main: reading the branch failed: GitHub answered NOT_FOUND: Could " +
      `not resolve to a Repository with the name 'acme/other'. (request 0A1B:2C3D). ${step}`,
    retryAfterMs: undefined,
  })
})

test("an Enterprise Server has its REST and GraphQL below /api", async () => {
  await seed([{ path: "a", bytes: "a" }])
  const head = await remoteOf(fake, { apiUrl: `${fake.url}/api/v3/` }).head(never)
  await head.read(["a"], never)
  expect(fake.requests.map(({ path }) => path.replace(/[0-9a-f]{40}/, "SHA"))).toEqual([
    "/api/graphql",
    "/api/graphql",
    "/api/v3/repos/acme/deploy/git/blobs/SHA",
  ])
})
