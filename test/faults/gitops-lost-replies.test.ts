import { join } from "node:path"

import { expect, onTestFinished, test } from "vitest"

import { openGitRemote } from "../../src/git/open-git-remote.ts"
import { GitHubRemote } from "../../src/github/github-remote.ts"
import { changeId } from "../../src/gitops/write/change.ts"
import { realClock, type Clock } from "../../src/gitops/write/clock.ts"
import type { Remote } from "../../src/gitops/write/remote.ts"
import { writeChange } from "../../src/gitops/write/write-change.ts"
import { branchOf, build, change, intent, writeOf } from "../gitops/write/write-run.ts"
import { gitIn } from "../support/bare-history.ts"
import { GitServer } from "../support/git-server.ts"
import { GitHubFake } from "../support/github-fake.ts"
import { gitops, seed } from "../support/release-run.ts"

const never = new AbortController().signal
const times = 100
/** Nobody else writes here, so that there is nothing to wait for. */
const hurry: Clock = { ...realClock, random: () => 0 }

/** A hundred releases, each with `lose` before it; afterwards each is there once, in its order. */
async function hundred(
  directory: string,
  open: () => Promise<Remote>,
  lose: (n: number) => void,
): Promise<void> {
  const ids: string[] = []
  for (let n = 1; n <= times; n++) {
    lose(n)
    const intents = [intent("web", n, { repository: "registry.example.com/web" })]
    const remote = await open()
    try {
      const result = await writeChange({
        ...writeOf(branchOf(), intents),
        remote,
        clock: hurry,
        change: change(intents),
        deadlineMs: 60_000,
      })
      expect(result.units[0]!.decision.kind, `release ${n}`).toBe("write")
      expect(result.commit).toBe(gitIn(directory, "rev-parse", "main").trim())
      ids.push(changeId(change(intents)))
    } finally {
      await remote.dispose()
    }
  }
  const log = gitIn(
    directory,
    "log",
    "--reverse",
    "--format=%(trailers:key=Slipway-Change,valueonly,separator=%x20)",
    "main",
  )
  expect(log.trim().split("\n")).toEqual(ids)
  const last = gitIn(directory, "show", "main:overlays/dev/kustomization.yaml")
  expect(last).toContain(`newTag: "${build(times)}"`)
}

test("git: the reply to a push is lost a hundred times; each change is there once", async () => {
  const { root, repository } = gitops()
  const server = await GitServer.start({ root, token: "t0ken" })
  onTestFinished(() => server.close())
  const open = (): Promise<Remote> =>
    openGitRemote(
      {
        url: server.url("gitops.git"),
        branch: "main",
        author: { name: "slipway", email: "slipway@example.com" },
        env: { PATH: process.env.PATH },
        password: () => Promise.resolve("t0ken"),
      },
      never,
    )
  let lost = 0
  await hundred(join(root, "gitops.git"), open, (n) => {
    let left = 1
    server.onRequest = ({ service, isWork, authorization }) => {
      const isPush = service === "git-receive-pack" && isWork && authorization !== undefined
      if (!isPush || left-- <= 0) return undefined
      lost++
      // The connection ends without a byte, or in the middle of the answer.
      return n % 2 === 0 ? { kind: "cut-after" } : { kind: "cut-within", bytes: 5 }
    }
  })
  expect(lost).toBe(times)
  expect(repository.git("fsck", "--strict", "--no-dangling")).toBe("")
})

test("GitHub: the reply to a mutation is lost a hundred times; each change is there once", async () => {
  const fake = await GitHubFake.start()
  onTestFinished(() => fake.stop())
  const { repository } = fake
  const files = Object.entries(seed).map(([path, bytes]) => ({ path, bytes }))
  await repository.point("main", await repository.commit({ parents: [], files, message: "start" }))
  const open = (): Promise<Remote> =>
    Promise.resolve(
      new GitHubRemote({
        owner: fake.owner,
        repository: fake.name,
        branch: "main",
        apiUrl: fake.url,
        token: () => Promise.resolve("ghs_good"),
        redact: (text) => text,
      }),
    )
  await hundred(repository.directory, open, (n) => {
    fake.reset()
    const body = "<html>Bad gateway</html>"
    fake.fail(
      "mutation",
      [
        { kind: "reset", after: true } as const,
        { kind: "cut", after: true } as const,
        { kind: "answer", after: true, status: 502, body } as const,
      ][n % 3]!,
    )
  })
})
