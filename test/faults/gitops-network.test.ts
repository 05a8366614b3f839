import { readdirSync } from "node:fs"

import { describe, expect, onTestFinished, test } from "vitest"

import { atOnce } from "../support/at-once.ts"
import { GitServer, type Fault, type GitRequest } from "../support/git-server.ts"
import { GitHubFake, type FakeFault, type FakeRoute } from "../support/github-fake.ts"
import {
  build,
  gitops,
  overlayFile,
  processesOf,
  release,
  seed,
  sourceOf,
} from "../support/release-run.ts"

const token = "ghs_good"
const env = { SLIPWAY_GIT_TOKEN: token }
/** Of what cannot succeed, in seconds. */
const deadline = 6
/** Of what has to, also on a machine that is busy with other tests. */
const patient = 60
/** For a machine that is busy with other tests, in seconds. */
const slack = 15
const image = ["--image", `web=registry.example.com/web:${build(1)}@sha256:${"1".repeat(64)}`]

type Ended = Awaited<ReturnType<typeof release>>

function limitOf(end: RegExp): number {
  return end.source === "^$" ? patient : deadline
}

/** What is so of every release, whatever the network does. */
function checkEnd(run: Ended, landed: number, limit: number): void {
  const said = `${run.exitCode} ${run.stdout}${run.stderr}`
  expect([0, 1], said).toContain(run.exitCode)
  expect(run.seconds, said).toBeLessThan(limit + slack)
  expect(readdirSync(run.tmp), said).toEqual([])
  expect(processesOf(run.tmp), said).toEqual([])
  expect(said).not.toContain(token)
  if (run.exitCode === 0) {
    expect(landed, said).toBe(1)
    expect(run.stderr).toBe("")
  } else {
    expect(run.stdout).toBe("")
    expect(run.stderr, said).toMatch(/^slipway: /)
    expect(run.stderr, said).toMatch(/\nNothing was written|\nWhether the last try is there/)
    if (run.stderr.includes("Nothing was written")) expect(landed, said).toBe(0)
  }
}

/** The end that every story has after one more run without faults. */
function checkHealed(run: Ended, subjects: string[], overlay: string): void {
  expect(run, run.stderr).toMatchObject({ exitCode: 0, stderr: "" })
  expect(subjects).toEqual(["release(dev): web 000000000000", "start"])
  expect(overlay).toBe(
    seed[overlayFile]!.replace(
      "- name: web\n  newTag: none",
      `- name: web\n  newName: registry.example.com/web\n  newTag: "${build(1)}"\n  digest: "sha256:${"1".repeat(64)}"`,
    ),
  )
}

type Stage = "head" | "read" | "push refs" | "push"

function stageOf({ service, isWork }: GitRequest): Stage {
  if (service === "git-receive-pack") return isWork ? "push" : "push refs"
  return isWork ? "read" : "head"
}

const status = (code: number, headers?: Record<string, string>): Fault => ({
  kind: "status",
  status: code,
  ...(headers === undefined ? {} : { headers }),
})

const stages: Stage[] = ["head", "read", "push refs", "push"]
const always = Number.POSITIVE_INFINITY

/** What goes wrong, how often, and how the release ends at these four stages. */
const cells: [string, Fault, number, [RegExp, RegExp, RegExp, RegExp]][] = [
  [
    "401",
    status(401),
    always,
    [
      /HTTP 401: the credentials/,
      /exit code 128|HTTP 401/,
      /HTTP 401|not done/,
      /tries in|not done/,
    ],
  ],
  [
    "403",
    status(403),
    always,
    [
      /HTTP 403: the credentials/,
      /exit code 128|not done/,
      /HTTP 403|not done/,
      /tries in|not done/,
    ],
  ],
  [
    "404",
    status(404),
    always,
    [/HTTP 404: there is no/, /exit code 128|not done/, /HTTP 404|not done/, /tries in|not done/],
  ],
  ["429 once", status(429, { "Retry-After": "1" }), 1, [/^$/, /^$/, /^$/, /^$/]],
  [
    "429 for an hour",
    status(429, { "Retry-After": "3600" }),
    always,
    [/asks to wait 3600 s/, /exit code 128|not done/, /asks to wait 3600 s/, /not done|tries in/],
  ],
  ["500 once", status(500), 1, [/^$/, /^$/, /^$/, /^$/]],
  ["503 once", status(503), 1, [/^$/, /^$/, /^$/, /^$/]],
  [
    "503",
    status(503),
    always,
    [/HTTP 503/, /exit code 128|not done/, /HTTP 503|not done/, /tries in|not done/],
  ],
  ["cut before once", { kind: "cut-before" }, 1, [/^$/, /^$/, /^$/, /^$/]],
  [
    "cut before",
    { kind: "cut-before" },
    always,
    [/no answer \(E|not done/, /exit code 128|not done/, /no answer|not done/, /tries in|not done/],
  ],
  ["cut after it was done, once", { kind: "cut-after" }, 1, [/^$/, /^$/, /^$/, /^$/]],
  ["cut within, once", { kind: "cut-within", bytes: 20 }, 1, [/^$/, /^$/, /^$/, /^$/]],
  ["hang", { kind: "hang" }, always, [/not done/, /not done/, /not done/, /not done/]],
  ["slow", { kind: "slow", ms: 150 }, always, [/^$/, /^$/, /^$/, /^$/]],
]

describe("git over http: whatever goes wrong, the end is known and the next run finds it", () => {
  test.each(cells)("%s", async (_, fault, times, ends) => {
    await atOnce(4, stages, async (stage, i) => {
      const { root, repository } = gitops()
      const server = await GitServer.start({ root, token })
      onTestFinished(() => server.close())
      const source = sourceOf(`repository: "${server.url("gitops.git")}"`)
      let left = times
      // Git's first question has no credentials; its answer is 401 in any case.
      server.onRequest = (request) =>
        request.authorization !== undefined && stageOf(request) === stage && left-- > 0
          ? fault
          : undefined
      const limit = limitOf(ends[i]!)
      const args = [...image, `--deadline=${limit}s`]
      const run = await release({ source, env, args })
      if (times === 1) expect(left, stage).toBeLessThan(1)
      checkEnd(run, repository.subjects().length - 1, limit)
      expect(run.stderr, stage).toMatch(ends[i]!)
      server.onRequest = undefined
      const again = await release({ source, env, args: image })
      checkHealed(again, repository.subjects(), repository.read(overlayFile).toString())
      expect(repository.git("fsck", "--strict", "--no-dangling")).toBe("")
    })
  })
})

const answer = (code: number, headers?: Record<string, string>): FakeFault => ({
  kind: "answer",
  status: code,
  body: { message: "no" },
  ...(headers === undefined ? {} : { headers }),
})

const apiCells: [string, FakeFault, number, Partial<Record<FakeRoute, RegExp>>][] = [
  ["401", answer(401), 1e6, { query: /answered 401/, mutation: /answered 401/ }],
  ["403", answer(403), 1e6, { query: /answered 403/, mutation: /answered 403/ }],
  ["404", answer(404), 1e6, { query: /answered 404/, mutation: /answered 404/ }],
  ["429 once", answer(429, { "retry-after": "1" }), 1, { query: /^$/, mutation: /^$/, blob: /^$/ }],
  [
    "a second limit for an hour",
    answer(403, { "retry-after": "3600" }),
    1e6,
    { query: /wait for 3600 s/, mutation: /wait for 3600 s/, blob: /wait for 3600 s/ },
  ],
  ["500 once", answer(500), 1, { query: /^$/, mutation: /^$/, blob: /^$/ }],
  [
    "503",
    answer(503),
    1e6,
    { query: /answered 503/, mutation: /answered 503/, blob: /answered 503/ },
  ],
  ["reset once", { kind: "reset" }, 1, { query: /^$/, mutation: /^$/, blob: /^$/ }],
  ["reset after it was done", { kind: "reset", after: true }, 1, { mutation: /^$/ }],
  ["cut within", { kind: "cut" }, 1, { query: /^$/, blob: /^$/ }],
  ["cut within after it was done", { kind: "cut", after: true }, 1, { mutation: /^$/ }],
  ["hang", { kind: "hang" }, 1e6, { query: /not done/, mutation: /not done/, blob: /not done/ }],
  ["hang after it was done", { kind: "hang", after: true }, 1e6, { mutation: /not done/ }],
]

describe("GitHub's API: whatever goes wrong, the end is known and the next run finds it", () => {
  test.each(apiCells)("%s", async (_, fault, times, ends) => {
    await atOnce(3, Object.entries(ends), async ([route, end]) => {
      const { fake, source, subjects, overlay } = await onGitHub()
      fake.fail(route as FakeRoute, fault, Math.min(times, 200))
      const limit = limitOf(end)
      const args = [...image, `--deadline=${limit}s`]
      const run = await release({ source, env, args })
      checkEnd(run, (await subjects()).length - 1, limit)
      expect(run.stderr, route).toMatch(end)
      fake.reset()
      const again = await release({ source, env, args: image })
      checkHealed(again, await subjects(), await overlay())
    })
  })
})

async function onGitHub() {
  const fake = await GitHubFake.start()
  onTestFinished(() => fake.stop())
  const { repository } = fake
  const files = Object.entries(seed).map(([path, bytes]) => ({ path, bytes }))
  await repository.point("main", await repository.commit({ parents: [], files, message: "start" }))
  return {
    fake,
    source: sourceOf(
      `repository: "https://ghe.example/${fake.owner}/${fake.name}", api: "${fake.url}"`,
    ),
    subjects: () => repository.lines(["log", "--format=%s", "main"]),
    overlay: async () => (await repository.gitBytes(["show", `main:${overlayFile}`])).toString(),
  }
}
