import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { cleanEnvironment } from "../../src/runner/host/environment.ts"
import { ownIdentity } from "../../src/runner/host/process-identity.ts"
import { runProcess } from "../../src/runner/host/run-process.ts"
import { removeStale } from "../../src/runner/host/stale-work.ts"
import {
  makeWorkDir,
  ownerFile,
  removeWorkDir,
  type Owner,
} from "../../src/runner/host/work-dir.ts"
import { Beacon, connects } from "./beacon.ts"
import { repo, tempDir } from "./temp.ts"

const mark = "11111111-2222-4333-8444-555555555555"

/** A number that no process has: above the kernel's greatest. */
const dead = 2 ** 22 + 1

/** A directory as a run leaves it, with some of its owner's file changed. */
function leave(
  parent: string,
  over: Partial<Record<keyof Owner, unknown>> = {},
  name = "slipway-left",
): string {
  const dir = join(parent, name)
  mkdirSync(join(dir, "run/0"), { recursive: true, mode: 0o700 })
  chmodSync(dir, 0o700)
  writeFileSync(join(dir, "run/0/file"), "x")
  writeFileSync(
    join(dir, ownerFile),
    JSON.stringify({ ...ownIdentity(), pid: dead, mark, ...over }),
  )
  return dir
}

async function staysAfter(dir: string): Promise<boolean> {
  expect(await removeStale(join(dir, ".."))).toEqual([])
  return existsSync(join(dir, "run/0/file"))
}

describe("is removed", () => {
  test("the directory of a run that is dead", async () => {
    const parent = tempDir()
    const dir = leave(parent)
    expect(await staysAfter(dir)).toBe(false)
    expect(existsSync(dir)).toBe(false)
  })

  test("one whose process number another process has now", async () => {
    expect(await staysAfter(leave(tempDir(), { pid: process.pid, started: "1" }))).toBe(false)
  })

  test("one from before the machine was started again", async () => {
    expect(await staysAfter(leave(tempDir(), { pid: process.pid, boot: "before" }))).toBe(false)
  })

  test("one whose removal was itself killed", async () => {
    const dir = leave(tempDir())
    await removeWorkDir(join(dir, "run/0"))
    expect(existsSync(join(dir, ownerFile))).toBe(true)
    await removeStale(join(dir, ".."))
    expect(existsSync(dir)).toBe(false)
  })
})

describe("stays", () => {
  test("the directory of a live run", async () => {
    const parent = tempDir()
    const { dir } = await makeWorkDir(parent, tempDir())
    await removeStale(parent)
    expect(existsSync(dir)).toBe(true)
  })

  test.each<[string, Partial<Record<keyof Owner, unknown>>]>([
    ["another machine's", { host: "elsewhere" }],
    ["another machine's with another start", { host: "elsewhere", boot: "other" }],
    ["another container's", { namespace: "pid:[1]" }],
    ["one whose number is none", { pid: "1" }],
    ["one whose number is a group", { pid: 0 }],
    ["one whose number is negative", { pid: -1 }],
    ["one without a mark", { mark: "" }],
    ["one whose mark is anything", { mark: "a" }],
  ])("%s", async (_, over) => {
    expect(await staysAfter(leave(tempDir(), over))).toBe(true)
  })

  test("one without an owner's file", async () => {
    const parent = repo({ "slipway-123-abc/run/0/file": "" })
    expect(await staysAfter(join(parent, "slipway-123-abc"))).toBe(true)
  })

  test("one with half an owner's file", async () => {
    const dir = leave(tempDir())
    writeFileSync(join(dir, ownerFile), `{"pid": ${dead}, "host`)
    expect(await staysAfter(dir)).toBe(true)
  })

  test("one into which others could have written", async () => {
    const dir = leave(tempDir())
    chmodSync(dir, 0o755)
    expect(await staysAfter(dir)).toBe(true)
  })

  test.runIf(process.getuid?.() === 0)("another user's", async () => {
    const dir = leave(tempDir())
    chownSync(dir, 65_534, 65_534)
    expect(await staysAfter(dir)).toBe(true)
  })

  test("what a link of that name points to", async () => {
    const parent = tempDir()
    const elsewhere = leave(tempDir())
    symlinkSync(elsewhere, join(parent, "slipway-link"))
    await removeStale(parent)
    expect(existsSync(join(elsewhere, "run/0/file"))).toBe(true)
  })

  test("a directory whose owner's file is a link to a dead run's", async () => {
    const foreign = leave(tempDir())
    const parent = tempDir()
    mkdirSync(join(parent, "slipway-x/run/0"), { recursive: true, mode: 0o700 })
    writeFileSync(join(parent, "slipway-x/run/0/file"), "")
    symlinkSync(join(foreign, ownerFile), join(parent, "slipway-x", ownerFile))
    expect(await staysAfter(join(parent, "slipway-x"))).toBe(true)
  })

  test("what links in a stale directory point to", async () => {
    const dir = leave(tempDir())
    const elsewhere = repo({ "precious/file": "mine" })
    symlinkSync(join(elsewhere, "precious"), join(dir, "run/0/link"))
    expect(await staysAfter(dir)).toBe(false)
    expect(readFileSync(join(elsewhere, "precious/file"), "utf8")).toBe("mine")
  })
})

test("processes that the killed run left end, and only those", async () => {
  const beacon = await Beacon.start()
  const cwd = repo({ "left.js": connects("left"), "other.js": connects("other") })
  const env = { ...cleanEnvironment(process.env), BEACON_PORT: beacon.port }
  const start = (file: string, own: string) =>
    runProcess([process.execPath, file], {
      cwd,
      env,
      timeoutSeconds: 60,
      cancel: { stop: stop.signal, kill: stop.signal },
      mark: own,
    })
  const stop = new AbortController()
  const left = start("left.js", mark)
  const other = start("other.js", "11111111-2222-4333-8444-55555555555")
  await Promise.all([beacon.running("left"), beacon.running("other")])
  await removeStale(join(leave(tempDir()), ".."))
  expect(await left).toMatchObject({ exitCode: 137 })
  stop.abort()
  expect(await other).not.toMatchObject({ exitCode: 0 })
})

test("a parent that is not there is nothing to remove", async () => {
  expect(await removeStale(join(tempDir(), "none"))).toEqual([])
})
