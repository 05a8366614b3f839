import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { hasHistory, sourceHistory } from "../../src/changes/source-history.ts"
import { program, repo, tempDir } from "../runner/temp.ts"
import { BareRepository } from "../support/bare-repository.ts"
import { failureOf } from "../support/failure-of.ts"

const never = new AbortController().signal
const absent = "0".repeat(40)

/** main: 1 - 2 - 3, side: 1 - x. */
function history(): { repository: BareRepository; ids: string[]; side: string } {
  const repository = BareRepository.create(join(tempDir(), "app.git"))
  repository.git("config", "uploadpack.allowAnySHA1InWant", "true")
  const ids = repository.commits([1, 2, 3].map((n) => ({ files: { n: `${n}` } })))
  repository.git("branch", "side", ids[0]!)
  const side = repository.commit({ x: "x" }, { branch: "side" })
  return { repository, ids, side }
}

function clone(from: string, ...options: string[]): string {
  const dir = join(tempDir(), "clone")
  execFileSync("git", ["clone", "-q", ...options, `file://${from}`, dir], {
    env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    stdio: "pipe",
  })
  return dir
}

const ask = (dir: string, ours: string, theirs: string, env = process.env) =>
  sourceHistory(dir, env).compare(ours, theirs, never)

describe("how two commits stand to each other", () => {
  test("by a whole history", async () => {
    const { repository, ids, side } = history()
    const [first, second, third] = ids as [string, string, string]
    for (const dir of [repository.dir, clone(repository.dir)]) {
      expect(await ask(dir, second, second)).toBe("same")
      expect(await ask(dir, first, third)).toBe("older")
      expect(await ask(dir, third, first)).toBe("newer")
      expect(await ask(dir, third, side)).toBe("diverged")
      expect(await ask(dir, third, absent)).toBe("unknown")
      expect(await ask(dir, absent, third)).toBe("unknown")
    }
  })

  test("two that agree need no history", async () => {
    expect(await ask("/nowhere", absent, absent)).toBe("same")
  })

  test("what a shallow clone cut off is unknown, what it has is not", async () => {
    const { repository, ids, side } = history()
    const dir = clone(repository.dir, "--depth=2", "--no-single-branch")
    const [first, second, third] = ids as [string, string, string]
    expect(await ask(dir, second, third)).toBe("older")
    expect(await ask(dir, third, side)).toBe("unknown")
    const one = clone(repository.dir, "--depth=1")
    expect(await ask(one, first, third)).toBe("unknown")
  })

  test("another repository's history knows nothing", async () => {
    const { repository } = history()
    const other = BareRepository.create(join(tempDir(), "other.git"))
    const theirs = other.commit({ y: "y" }, { message: "another" })
    expect(await ask(repository.dir, repository.head(), theirs)).toBe("unknown")
  })

  test("a directory without a history knows nothing", async () => {
    expect(await ask(tempDir(), absent, "1".repeat(40))).toBe("unknown")
  })
})

test("the caller's git settings do not count, and nothing is replaced", async () => {
  const { repository, ids } = history()
  repository.git("replace", "--graft", ids[2]!)
  const env = { ...process.env, GIT_DIR: "/nowhere", GIT_CONFIG_GLOBAL: "/nowhere" }
  expect(await ask(repository.dir, ids[0]!, ids[2]!, env)).toBe("older")
})

test("a partial clone is not filled up, whatever program its settings name", async () => {
  const { repository, side } = history()
  const dir = clone(repository.dir, "--filter=blob:none", "--single-branch")
  const canary = join(dir, "canary")
  const evil = join(repo({ evil: program(`#!/bin/sh\ntouch '${canary}'\n`) }), "evil")
  const set = (...args: string[]): void =>
    void execFileSync("git", ["-C", dir, "config", ...args], { stdio: "pipe" })
  set("remote.origin.uploadpack", evil)
  set("protocol.file.allow", "always")
  expect(await ask(dir, side, repository.head())).toBe("unknown")
  expect(existsSync(canary)).toBe(false)
})

test("without git the question fails, it is not answered", async () => {
  const { repository, ids } = history()
  const { code, message } = await failureOf(
    ask(repository.dir, ids[0]!, ids[1]!, { PATH: "/nowhere" }),
  )
  expect(code).toBe("E_SOURCE")
  expect(message).toContain(`git could not be asked about the history in ${repository.dir}`)
})

test("what counts as a history", () => {
  const { repository } = history()
  expect(hasHistory(repository.dir)).toBe(true)
  expect(hasHistory(clone(repository.dir))).toBe(true)
  expect(hasHistory(tempDir())).toBe(false)
  expect(hasHistory(repo({ HEAD: "", objects: "" }))).toBe(false)
  expect(hasHistory("/nowhere")).toBe(false)
})
