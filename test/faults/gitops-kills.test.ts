import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

import { describe, expect, onTestFinished, test } from "vitest"

import { atOnce } from "../support/at-once.ts"
import type { BareRepository } from "../support/bare-repository.ts"
import { GitServer, type GitRequest } from "../support/git-server.ts"
import {
  build,
  gitops,
  killAll,
  overlayFile,
  processesOf,
  release,
  sourceOf,
  startRelease,
} from "../support/release-run.ts"

const token = "ghs_c4naryT0kenOfThisTest"
const env = { SLIPWAY_GIT_TOKEN: token }

async function stage(): Promise<{
  repository: BareRepository
  server: GitServer
  source: string
}> {
  const { root, repository } = gitops()
  const server = await GitServer.start({ root, token })
  onTestFinished(() => server.close())
  return { repository, server, source: sourceOf(`repository: "${server.url("gitops.git")}"`) }
}

/** What one more run has to come to, whatever happened before. */
async function checkRerun(repository: BareRepository, source: string): Promise<void> {
  const before = repository.subjects()
  const run = await release({ source, env })
  expect(run, run.stderr).toMatchObject({ exitCode: 0, stderr: "" })
  const told = JSON.parse(run.stdout) as { commit?: string; units: { result: string }[] }
  const landed = before.length === 2
  expect(told.units[0]!.result).toBe(landed ? "unchanged" : "written")
  expect(told.commit).toBe(landed ? undefined : repository.head())
  expect(repository.subjects()).toEqual(["release(dev): web 000000000000", "start"])
  expect(repository.read(overlayFile).toString()).toContain(`newTag: "${build(1)}"`)
  expect(repository.files()).toEqual([
    "100644 README.md",
    "100644 overlays/dev/.slipway.yaml",
    "100644 overlays/dev/kustomization.yaml",
  ])
  expect(repository.git("fsck", "--strict", "--no-dangling")).toBe("")
}

/** What a SIGKILL leaves behind holds no secret. */
function checkLeft(tmp: string): string[] {
  const left = readdirSync(tmp)
  for (const name of left) expect(name).toMatch(/^slipway-git-\w{6}$/)
  for (const path of readdirSync(tmp, { recursive: true, encoding: "utf8" })) {
    const text = readOr(join(tmp, path))
    for (const form of [token, Buffer.from(token).toString("base64")])
      expect(text.includes(form), path).toBe(false)
  }
  return left
}

function readOr(path: string): string {
  try {
    return readFileSync(path, "latin1")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EISDIR") return ""
    throw error
  }
}

async function requestsOfOneRun(): Promise<GitRequest[]> {
  const { server, source } = await stage()
  expect(await release({ source, env })).toMatchObject({ exitCode: 0 })
  return server.requests.filter(({ authorization }) => authorization !== undefined)
}

describe("killed, with all that it had started", () => {
  test("before and after each request: one more run comes to the same end", async () => {
    const count = (await requestsOfOneRun()).length
    expect(count).toBeGreaterThanOrEqual(11)
    const points = Array.from({ length: count }, (_, at) =>
      ["before", "after"].map((when) => ({ at, when })),
    ).flat()
    const landed = await atOnce(4, points, async ({ at, when }) => {
      const { repository, server, source } = await stage()
      const run = await startRelease({ source, env })
      let asked = 0
      let done = 0
      if (when === "before")
        server.onRequest = ({ authorization }) => {
          if (authorization === undefined || asked++ !== at) return undefined
          killAll(run)
          return { kind: "cut-before" }
        }
      else
        server.onDone = ({ authorization }) => {
          if (authorization !== undefined && done++ === at) killAll(run)
        }
      const end = await run.ended
      expect(end).toMatchObject({ signal: "SIGKILL", stdout: "" })
      server.onRequest = undefined
      server.onDone = undefined
      checkLeft(run.tmp)
      const there = repository.subjects().length === 2
      await checkRerun(repository, source)
      return there
    })
    // Only the end of the last request is after the effect.
    expect(landed.filter(Boolean)).toHaveLength(1)
    expect(landed.at(-1)).toBe(true)
  })

  test("at fifty times: one more run comes to the same end", async () => {
    const whole = await release({ source: (await stage()).source, env })
    expect(whole.exitCode).toBe(0)
    const times = Array.from({ length: 50 }, (_, i) => (i / 50) * whole.seconds * 1500)
    const ends = await atOnce(3, times, async (ms) => {
      const { repository, source } = await stage()
      const run = await startRelease({ source, env })
      const timer = setTimeout(() => killAll(run), ms)
      const { signal } = await run.ended
      clearTimeout(timer)
      const left = checkLeft(run.tmp)
      await checkRerun(repository, source)
      return { signal, left }
    })
    // Else the times say nothing.
    expect(ends.filter(({ signal }) => signal === "SIGKILL").length).toBeGreaterThan(20)
    expect(ends.filter(({ left }) => left.length > 0).length).toBeGreaterThan(5)
  })

  test("alone: the git that it leaves ends, the change is there once at most", async () => {
    await atOnce(
      2,
      [{ kind: "slow", ms: 500 } as const, { kind: "hang" } as const],
      async (fault) => {
        const { repository, server, source } = await stage()
        const run = await startRelease({ source, env })
        server.onRequest = (request) => {
          if (request.authorization === undefined || !isAt("push", request)) return undefined
          run.child.kill("SIGKILL")
          return fault
        }
        await run.ended
        // Git itself gives up a connection that is silent for 30 s.
        for (let i = 0; i < 400 && processesOf(run.tmp).length > 0; i++) await pause(100)
        expect(processesOf(run.tmp)).toEqual([])
        checkLeft(run.tmp)
        server.onRequest = undefined
        await checkRerun(repository, source)
      },
    )
  })
})

type Point = "head" | "read" | "push"

function isAt(point: Point, { service, isWork }: GitRequest): boolean {
  if (point === "push") return service === "git-receive-pack" && isWork
  return service === "git-upload-pack" && isWork === (point === "read")
}

describe("asked to end", () => {
  test.each<[NodeJS.Signals, number]>([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])("by %s: exit code %i, nothing left, and it says what is there", async (signal, exitCode) => {
    await atOnce(3, ["head", "read", "push"] as const, async (point) => {
      const { repository, server, source } = await stage()
      const run = await startRelease({ source, env })
      server.onRequest = (request) => {
        if (request.authorization === undefined || !isAt(point, request)) return undefined
        process.kill(run.child.pid!, signal)
        return { kind: "hang" }
      }
      const end = await run.ended
      expect(end, end.stderr).toMatchObject({ exitCode, signal: null, stdout: "" })
      expect(end.seconds).toBeLessThan(15)
      const where = server.url("gitops.git")
      expect(end.stderr).toBe(
        `slipway: ${signal}: ${where} (branch main): cancelled; others got in first 0 times\n` +
          (point === "push"
            ? "The last answer:\n  cancelled before the remote had answered\nWhether the last try is there is not known: it was not acknowledged\n"
            : "Nothing was written\n") +
          "Run the same command again: it begins with what is there and never writes twice\n",
      )
      expect(readdirSync(run.tmp)).toEqual([])
      expect(processesOf(run.tmp)).toEqual([])
      expect(repository.subjects()).toEqual(["start"])
      server.onRequest = undefined
      await checkRerun(repository, source)
    })
  })

  test("when the push is through already the release is a success", async () => {
    const { repository, server, source } = await stage()
    const run = await startRelease({ source, env })
    server.onDone = (request) => {
      if (isAt("push", request)) process.kill(run.child.pid!, "SIGTERM")
    }
    const end = await run.ended
    expect(repository.subjects()).toHaveLength(2)
    // Git had its answer, or it had not: both are told as they are.
    if (end.exitCode !== 0)
      expect(end).toMatchObject({
        exitCode: 143,
        stderr: expect.stringContaining("Whether the last try is there is not known") as unknown,
      })
    expect(readdirSync(run.tmp)).toEqual([])
    await checkRerun(repository, source)
  })
})

describe("a server that does not let the branch move", () => {
  test.each<[string, string]>([
    [
      "GH006",
      "remote: error: GH006: Protected branch update failed for refs/heads/main.\nremote: error: Changes must be made through a pull request.",
    ],
    [
      "GH013",
      "GH013: Repository rule violations found for refs/heads/main.\n- Cannot update this protected ref.",
    ],
  ])("a hook like %s: its own lines are shown", async (_, lines) => {
    const { repository, source } = await stage()
    repository.hook(
      "pre-receive",
      lines
        .split("\n")
        .map((line) => `echo '${line.replace(/^remote: /, "")}' >&2`)
        .join("\n") + "\nexit 1",
    )
    const run = await release({ source, env })
    expect(run).toMatchObject({ exitCode: 1, stdout: "" })
    expect(run.stderr).toMatch(/5 tries in a row did not move the branch from \w{12}, and nobody/)
    for (const line of lines.split("\n"))
      expect(run.stderr).toContain(`\n  ${line.replace(/^remote: /, "")}\n`)
    expect(run.stderr).toContain("\nNothing was written. Allow the token to write")
    expect(repository.subjects()).toEqual(["start"])
    expect(readdirSync(run.tmp)).toEqual([])
  })

  test("a lock that stayed of a process that was killed", async () => {
    const { repository, source } = await stage()
    mkdirSync(join(repository.dir, "refs/heads"), { recursive: true })
    const lock = join(repository.dir, "refs/heads/main.lock")
    writeFileSync(lock, "")
    const run = await release({ source, env })
    expect(run).toMatchObject({ exitCode: 1, stdout: "" })
    expect(run.stderr).toContain("5 tries in a row did not move the branch")
    expect(repository.subjects()).toEqual(["start"])
  })

  test("a history that is rewritten between the look and the push", async () => {
    const { repository, server, source } = await stage()
    server.onRequest = (request) => {
      if (request.authorization === undefined || request.service !== "git-receive-pack")
        return undefined
      const tree = ["commit-tree", "-m", "rewritten", "refs/heads/main^{tree}"]
      repository.git("update-ref", "refs/heads/main", repository.git(...tree).trim())
      server.onRequest = undefined
      return undefined
    }
    const run = await release({ source, env })
    expect(run).toMatchObject({ exitCode: 1, stdout: "" })
    expect(run.stderr).toContain("(branch main): the branch was rewritten while this ran: ")
    expect(run.stderr).toContain("Look at the branch, then run the same command again")
    expect(repository.subjects()).toEqual(["rewritten"])
    expect(await release({ source, env })).toMatchObject({ exitCode: 0 })
    expect(repository.subjects()).toEqual(["release(dev): web 000000000000", "rewritten"])
  })
})
