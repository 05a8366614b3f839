import { afterAll, beforeAll, beforeEach, expect, test } from "vitest"

import { GitHubFake } from "../support/github-fake.ts"
import { faultOf, remoteOf } from "../support/github-remote-of.ts"

const never = new AbortController().signal
let fake: GitHubFake
/** 251 commits in a line, oldest first. */
let line: string[]

beforeAll(async () => {
  fake = await GitHubFake.start()
  line = await fake.repository.line(Array.from({ length: 251 }, (_, index) => `line ${index}`))
})
afterAll(() => fake.stop())
beforeEach(() => fake.reset())

function commit(parents: readonly string[], message: string, when?: number): Promise<string> {
  return fake.repository.commit({
    parents,
    message,
    when,
    files: [{ path: message, bytes: message }],
  })
}

function between(from: string, to: string) {
  return remoteOf(fake).between(from, to, never)
}

function lineBetween(from: number, to: number) {
  const commits = line.map((one, index) => ({ commit: one, message: `line ${index}` }))
  return commits.slice(from + 1, to + 1).toReversed()
}

test("nothing lies between a commit and itself, and nobody is asked", async () => {
  expect(await between(line[0]!, line[0]!)).toEqual([])
  expect(fake.requests).toEqual([])
})

test.each([
  [249, 250, ["query"]],
  [151, 250, ["query"]],
  [150, 250, ["query"]],
  [149, 250, ["query", "compare", "compare"]],
  [0, 250, ["query", "compare", "compare", "compare"]],
  [0, 100, ["query"]],
])("the commits of a line after %i up to %i, newest first", async (from, to, asked) => {
  expect(await between(line[from]!, line[to]!)).toEqual(lineBetween(from, to))
  expect(fake.requests.map(({ route }) => route)).toEqual(asked)
})

test("a message arrives whole", async () => {
  const message = "Subject\n\nWhy: \u00fc\n\nChange-Id: c1\nImage: a@sha256:0"
  const tip = await commit([line[1]!], message)
  expect(await between(line[1]!, tip)).toEqual([{ commit: tip, message }])
})

test.each([
  ["younger", undefined],
  ["older, so that it comes after where the history would be left", 1_000_000_000],
])("merged commits lie between too: %s", async (_, when) => {
  const side = await commit([line[0]!], "side", when)
  const merge = await commit([line[3]!, side], "merge")
  const tip = await commit([merge], "tip")
  const found = await between(line[2]!, tip)
  expect(new Set(found!.map(({ message }) => message))).toEqual(
    new Set(["tip", "merge", "line 3", "side"]),
  )
  expect(found!.slice(0, 2).map(({ message }) => message)).toEqual(["tip", "merge"])
})

test("a branch that was rewritten does not have the commit any more", async () => {
  const ours = await commit([line[5]!], "ours")
  const theirs = await commit([line[5]!], "theirs")
  expect(await between(ours, theirs)).toBeUndefined()
  expect(await between(line[7]!, line[5]!)).toBeUndefined()
})

test("a history that has nothing in common", async () => {
  const other = await commit([], "other root")
  expect(await between(line[5]!, other)).toBeUndefined()
})

test("a commit that the repository does not have", async () => {
  const gone = "1234567890123456789012345678901234567890"
  expect(await between(gone, line[5]!)).toBeUndefined()
  expect(fake.count("compare")).toBe(0)
  const { fault, message } = await faultOf(between(line[5]!, gone))
  expect(fault).toBe("unavailable")
  expect(message).toContain(
    `reading the history of ${gone} failed: GitHub does not find that commit`,
  )
})

test("more than 5,000 are refused", async () => {
  const body = { status: "ahead", total_commits: 5001, commits: [] }
  fake.fail("compare", { kind: "answer", status: 200, body })
  expect(await faultOf(between(line[0]!, line[250]!))).toMatchObject({
    fault: "invalid",
    message: expect.stringContaining("5001 commits lie between them and at most 5000 are read"),
  })
})

test.each([
  [
    "fewer than GitHub counts",
    { status: "ahead", total_commits: 9, commits: [] },
    "GitHub named 0 of 9 commits",
  ],
  ["no comparison", "<html></html>", "the answer broke off or is not GitHub's"],
])("a comparison with %s is not believed", async (_, body, reason) => {
  fake.fail("compare", { kind: "answer", status: 200, body })
  const { fault, message } = await faultOf(between(line[0]!, line[250]!))
  expect([fault, message.includes(reason)]).toEqual(["unavailable", true])
})

test("a fault of the comparison is none of the history", async () => {
  fake.fail("compare", { kind: "answer", status: 502, body: "<html></html>" })
  expect((await faultOf(between(line[0]!, line[250]!))).fault).toBe("unavailable")
})
