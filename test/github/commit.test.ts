import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

import { SlipwayError } from "../../src/errors.ts"
import type { CommitDraft } from "../../src/gitops/write/remote.ts"
import { GitHubFake } from "../support/github-fake.ts"
import { faultOf, remoteOf, withoutPort } from "../support/github-remote-of.ts"

const never = new AbortController().signal
let fake: GitHubFake
let seed: string

beforeAll(async () => {
  fake = await GitHubFake.start()
  seed = await fake.repository.commit({
    parents: [],
    files: [
      { path: "k.yaml", bytes: "tag: a\r\n" },
      { path: "other", bytes: "same" },
      { path: "run.sh", bytes: "x", mode: "100755" },
      { path: "link", bytes: "k.yaml", mode: "120000" },
    ],
    message: "seed",
  })
})
afterAll(() => fake.stop())
beforeEach(async () => {
  fake.reset()
  await fake.repository.point("main", seed)
})

function draft(files: Record<string, string | Uint8Array>, subject = "Release api"): CommitDraft {
  return {
    files: Object.entries(files).map(([path, bytes]) => ({
      path,
      bytes: new Uint8Array(Buffer.from(bytes)),
    })),
    subject,
    body: "Why.\n\nChange-Id: c1\n",
  }
}

async function head(): Promise<string | undefined> {
  return fake.repository.find("refs/heads/main")
}

async function headsOf(attempt: CommitDraft) {
  const remote = remoteOf(fake)
  const on = await remote.head(never)
  return remote.commit(on, attempt, never)
}

test("the acknowledged commit is on the head, with these bytes, this message and GitHub's author", async () => {
  const result = await headsOf(draft({ "k.yaml": "\uFEFFtag: b\r\n", "new/file": "" }))

  const commit = await head()
  expect(result).toEqual({ kind: "acknowledged", commit })
  const show = ["log", "-1", "--format=%P|%an|%cn|%B", commit!]
  expect(await fake.repository.git(show)).toBe(
    `${seed}|slipway[bot]|GitHub|Release api\n\nWhy.\n\nChange-Id: c1`,
  )
  expect(await fake.repository.gitBytes(["cat-file", "blob", `${commit}:k.yaml`])).toEqual(
    Buffer.from("\uFEFFtag: b\r\n"),
  )
  expect(await fake.repository.lines(["diff", "--raw", "--abbrev=4", seed, commit!])).toHaveLength(
    2,
  )
  const modes = await fake.repository.lines([
    "ls-tree",
    "-r",
    "--format=%(objectmode) %(path)",
    commit!,
  ])
  expect(modes).toEqual([
    "100644 k.yaml",
    "120000 link",
    "100644 new/file",
    "100644 other",
    "100755 run.sh",
  ])
})

test("what is sent: the expected head, and only the files that differ", async () => {
  await headsOf(draft({ "k.yaml": "b", other: "same", "run.sh": "x" }))
  const sent = JSON.parse(fake.requests.at(-1)!.body) as { variables: unknown }
  expect(sent.variables).toEqual({
    input: {
      branch: { repositoryNameWithOwner: "acme/deploy", branchName: "main" },
      expectedHeadOid: seed,
      message: { headline: "Release api", body: "Why.\n\nChange-Id: c1\n" },
      fileChanges: { additions: [{ path: "k.yaml", contents: "Yg==" }] },
    },
  })
})

test.each([
  ["no file", draft({})],
  ["no difference", draft({ "k.yaml": "tag: a\r\n", "run.sh": "x" })],
])("a commit of %s is never asked for", async (_, empty) => {
  const error: unknown = await headsOf(empty).catch((one: unknown) => one)
  expect(error).toEqual(
    new SlipwayError(
      "E_INTERNAL",
      "a commit changes something; this draft does not. Nothing was written.",
    ),
  )
  expect(fake.count("mutation")).toBe(0)
})

test.each([
  ["two lines\nSigned-off-by: x", "a commit's subject is one line of text"],
  [" ", "a commit's subject is one line of text"],
])("a subject %j is refused", async (subject, rule) => {
  const error: unknown = await headsOf(draft({ a: "a" }, subject)).catch((one: unknown) => one)
  expect((error as Error).message).toBe(`${rule}; this draft does not. Nothing was written.`)
  expect(fake.count("mutation")).toBe(0)
})

test.each([
  [
    "run.sh",
    '"run.sh" is executable (mode 100755) and GitHub\'s API would make it 100644. Nothing was ' +
      "written. Write with git over https instead, or take the bit away: git update-index --chmod=-x -- PATH.",
  ],
  [
    "link",
    '"link" has mode 120000, and only a regular file (100644) can be written. Nothing was written.',
  ],
])("a mode that would change is refused before writing: %s", async (path, reason) => {
  expect(await faultOf(headsOf(draft({ [path]: "changed" })))).toEqual({
    fault: "invalid",
    message: `FAKE/acme/deploy, branch main: writing the commit failed: ${reason}`,
    retryAfterMs: undefined,
  })
  expect(fake.count("mutation")).toBe(0)
})

test("more than GitHub takes is refused before writing", async () => {
  const half = new Uint8Array(15_000_000)
  const most = await faultOf(headsOf(draft({ a: half, b: new Uint8Array(15_000_001) })))
  expect(most.message).toContain("the commit's 2 files are 40000004 bytes in base64")
  expect(fake.count("mutation")).toBe(0)
})

test("of two writers on one head exactly one wins", async () => {
  const remotes = [remoteOf(fake), remoteOf(fake)]
  for (let round = 0; round < 3; round++) {
    const heads = await Promise.all(remotes.map((remote) => remote.head(never)))
    const results = await Promise.all(
      remotes.map((remote, index) =>
        remote.commit(heads[index]!, draft({ "k.yaml": `${round} ${index}` }), never),
      ),
    )
    const won = results.filter((result) => result.kind === "acknowledged")
    expect(won).toEqual([{ kind: "acknowledged", commit: await head() }])
  }
  expect(await fake.repository.git(["rev-list", "--count", "main"])).toBe("4")
})

test("a stale head is unacknowledged, with GitHub's words for people", async () => {
  const remote = remoteOf(fake)
  const on = await remote.head(never)
  await headsOf(draft({ "k.yaml": "theirs" }))
  const result = await remote.commit(on, draft({ "k.yaml": "ours" }), never)
  expect(result.kind).toBe("unacknowledged")
  expect(withoutPort((result as { detail: string }).detail)).toBe(
    "FAKE/acme/deploy, branch main: writing the commit failed: GitHub answered STALE_DATA: Expected " +
      `branch to point to "${seed}" but it did not. Pull and try again. (request 0A1B:2C3D).`,
  )
})

const html = "<html><body>Unicorn!</body></html>"
test.each([
  ["cut", { kind: "cut" }, "the answer broke off or is not GitHub's (request 0A1B:2C3D)"],
  ["reset", { kind: "reset" }, "no answer: "],
  ["502", { kind: "answer", status: 502, body: html }, "GitHub answered 502: an HTML page"],
  ["200 in HTML", { kind: "answer", status: 200, body: html }, "the answer broke off"],
  ["200 without a commit", { kind: "answer", status: 200, body: { data: {} } }, "no new commit"],
  [
    "an error without a type",
    { kind: "answer", status: 200, body: { data: null, errors: [{ message: "Something" }] } },
    "GitHub answered an error: Something",
  ],
  [
    "a field that may not be read, and nothing beside it",
    {
      kind: "answer",
      status: 200,
      body: {
        data: { createCommitOnBranch: null },
        errors: [{ type: "FORBIDDEN", path: ["createCommitOnBranch", "commit"], message: "No" }],
      },
    },
    "GitHub answered FORBIDDEN: No",
  ],
  [
    "a refusal beside the new commit",
    {
      kind: "answer",
      status: 200,
      body: {
        data: { createCommitOnBranch: { commit: { oid: "1".repeat(40) } } },
        errors: [{ type: "FORBIDDEN", path: ["createCommitOnBranch"], message: "No" }],
      },
    },
    "GitHub answered FORBIDDEN: No",
  ],
  [
    "a field of the new commit that may not be read",
    {
      kind: "answer",
      status: 200,
      body: {
        data: { createCommitOnBranch: { commit: null } },
        errors: [{ type: "FORBIDDEN", path: ["createCommitOnBranch", "commit"], message: "No" }],
      },
    },
    "GitHub answered FORBIDDEN: No",
  ],
] as const)(
  "nothing is known after the commit was made and the reply is lost: %s",
  async (_, fault, detail) => {
    fake.fail("mutation", { ...fault, after: true })
    const result = await headsOf(draft({ "k.yaml": "b" }))
    expect(result.kind).toBe("unacknowledged")
    expect((result as { detail: string }).detail).toContain(
      detail.replace(" (request 0A1B:2C3D)", ""),
    )
    expect(await fake.repository.git(["rev-list", "--count", "main"])).toBe("2")
    expect(fake.count("mutation")).toBe(1)
  },
)

test("nothing is known when nothing was done either", async () => {
  fake.fail("mutation", { kind: "cut" })
  expect((await headsOf(draft({ "k.yaml": "b" }))).kind).toBe("unacknowledged")
  expect(await head()).toBe(seed)
})

test("a reply that names the expected head as the new commit is no acknowledgement", async () => {
  const data = { createCommitOnBranch: { commit: { oid: seed } } }
  fake.fail("mutation", { kind: "answer", status: 200, body: { data } })
  expect((await headsOf(draft({ "k.yaml": "b" }))).kind).toBe("unacknowledged")
})

test("a writer cancelled in the middle learns that nothing is known", async () => {
  const remote = remoteOf(fake)
  const on = await remote.head(never)
  const cancel = new AbortController()
  fake.fail("mutation", { kind: "hang" })
  const result = remote.commit(on, draft({ "k.yaml": "b" }), cancel.signal)
  await expect.poll(() => fake.count("mutation"), { timeout: 20_000 }).toBe(1)
  cancel.abort()
  expect(withoutPort(((await result) as { detail: string }).detail)).toBe(
    "FAKE/acme/deploy, branch main: writing the commit failed: cancelled while waiting for the answer.",
  )
})

test("a credential that may not write is refused", async () => {
  fake.tokens.set("ghs_reader", { login: "reader", mayWrite: false })
  const remote = remoteOf(fake, { token: async () => "ghs_reader" })
  const on = await remote.head(never)
  expect(await faultOf(remote.commit(on, draft({ "k.yaml": "b" }), never))).toEqual({
    fault: "refused",
    message:
      "FAKE/acme/deploy, branch main: writing the commit failed: GitHub answered FORBIDDEN: Resource " +
      "not accessible by integration (request 0A1B:2C3D). Give a valid token that may read and " +
      "write the contents of this repository.",
    retryAfterMs: undefined,
  })
  expect(await head()).toBe(seed)
})

test("a branch that is gone is missing", async () => {
  const remote = remoteOf(fake)
  const on = await remote.head(never)
  await fake.repository.git(["update-ref", "-d", "refs/heads/main"])
  const { fault } = await faultOf(remote.commit(on, draft({ "k.yaml": "b" }), never))
  expect(fault).toBe("missing")
})

test.each([
  [429, { "retry-after": "7" }, "busy", 7000],
  [403, { "retry-after": "60" }, "busy", 60_000],
  [403, {}, "refused", undefined],
  [404, {}, "missing", undefined],
] as const)(
  "a mutation that GitHub turns away with %i %j throws",
  async (status, headers, fault, retryAfterMs) => {
    fake.fail("mutation", { kind: "answer", status, headers, body: { message: "No." } })
    const thrown = await faultOf(headsOf(draft({ "k.yaml": "b" })))
    expect({ fault: thrown.fault, retryAfterMs: thrown.retryAfterMs }).toEqual({
      fault,
      retryAfterMs,
    })
    expect(fake.count("mutation")).toBe(1)
  },
)
