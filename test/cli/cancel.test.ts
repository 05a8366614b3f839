import { readdirSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { Beacon, connects } from "../runner/beacon.ts"
import { repo } from "../runner/temp.ts"
import { treeHash } from "../runner/tree-hash.ts"
import { npmUnit, ownTmp, start } from "./slipway.ts"

/** A repository whose test starts a child in the background and one in a session of its own, and hangs. */
function hanging(scripts: Record<string, string>): string {
  return repo({
    ...npmUnit("app", scripts),
    "app/hang.js": connects(
      "step",
      `const { spawn } = require("node:child_process")
spawn("sh", ["-c", process.execPath + " background.js & wait"], { stdio: "ignore" })
spawn(process.execPath, ["daemon.js"], { stdio: "ignore", detached: true }).unref()`,
    ),
    "app/background.js": connects("background"),
    "app/daemon.js": connects("daemon"),
  })
}

const roles = ["step", "background", "daemon"]

async function cancelled(source: string, signal: NodeJS.Signals) {
  const beacon = await Beacon.start()
  const tmp = ownTmp()
  const before = treeHash(source)
  const run = await start(["ci", "--source", source], {
    env: { ...tmp.env, BEACON_PORT: beacon.port },
  })
  await Promise.all(roles.map((role) => beacon.running(role)))
  const asked = performance.now()
  run.child.kill(signal)
  const result = await run.ended
  await Promise.all(roles.map((role) => beacon.gone(role)))
  expect(performance.now() - asked).toBeLessThan(4_000)
  expect(readdirSync(tmp.dir)).toEqual([])
  expect(treeHash(source)).toBe(before)
  return result
}

describe("cancelled in the middle of a test, everything ends and nothing is left", () => {
  test.each<[NodeJS.Signals, number]>([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])("by %s with exit code %i", async (signal, exitCode) => {
    const result = await cancelled(hanging({ test: "node hang.js" }), signal)
    expect(result).toMatchObject({ exitCode, signal: null, stdout: "" })
    expect(result.stderr).toBe(
      `slipway: cancelled by ${signal}: 0 steps had ended, the others were stopped and nothing was written\n`,
    )
  })
})

test("cancelled in the middle of an installation", async () => {
  const source = hanging({ preinstall: "node hang.js", lint: "node -e 1", test: "node -e 1" })
  expect(await cancelled(source, "SIGTERM")).toMatchObject({ exitCode: 143, signal: null })
})

test("what had ended before is counted", async () => {
  const source = hanging({ lint: "node -e 1", test: "node hang.js" })
  const result = await cancelled(source, "SIGINT")
  expect(result.stderr).toMatch(/^app \u00b7 lint: passed \d+\.\d s\n/)
  expect(result.stderr).toContain("cancelled by SIGINT: 1 step had ended,")
})

test("a second signal does not wait for a step that ignores the first", async () => {
  const beacon = await Beacon.start()
  const tmp = ownTmp()
  const source = repo({
    ...npmUnit("app", { test: "exec node stubborn.js" }),
    "app/stubborn.js": connects(
      "stubborn",
      `process.on("SIGTERM", () => setTimeout(() => require("node:net").connect(process.env.BEACON_PORT, "127.0.0.1").write("asked 1\\n"), 200))`,
    ),
  })
  const run = await start(["ci", "--source", source], {
    env: { ...tmp.env, BEACON_PORT: beacon.port },
  })
  await beacon.running("stubborn")
  run.child.kill("SIGINT")
  await beacon.running("asked")
  const asked = performance.now()
  run.child.kill("SIGTERM")
  expect(await run.ended).toMatchObject({ exitCode: 130, signal: null })
  expect(performance.now() - asked).toBeLessThan(1_500)
  await beacon.gone("stubborn")
  expect(readdirSync(tmp.dir)).toEqual([])
})

test("after SIGKILL the next run ends what was left and removes its directory, but not a live run's", async () => {
  const beacon = await Beacon.start()
  const tmp = ownTmp()
  const env = { ...tmp.env, BEACON_PORT: beacon.port }
  const source = hanging({ test: "node hang.js" })
  const live = repo({
    ...npmUnit("app", { test: "node live.js" }),
    "app/live.js": connects("live"),
  })
  const other = await start(["ci", "--source", live], { env })
  await beacon.running("live")
  const [liveDir] = readdirSync(tmp.dir)

  const run = await start(["ci", "--source", source], { env })
  await Promise.all(roles.map((role) => beacon.running(role)))
  run.child.kill("SIGKILL")
  await run.ended
  expect(readdirSync(tmp.dir)).toHaveLength(2)

  const green = repo(npmUnit("app", { test: "node -e 1" }))
  const next = await start(["ci", "--source", green], { env })
  expect(await next.ended).toMatchObject({ exitCode: 0 })
  await Promise.all(roles.map((role) => beacon.gone(role)))
  expect(readdirSync(tmp.dir)).toEqual([liveDir])

  other.child.kill("SIGTERM")
  expect(await other.ended).toMatchObject({ exitCode: 143 })
  expect(readdirSync(join(tmp.dir))).toEqual([])
})
