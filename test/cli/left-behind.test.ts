import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { ownIdentity } from "../../src/runner/host/process-identity.ts"
import { canMount, mountTmpfs, unmountBelow } from "../runner/mounts.ts"
import { repo } from "../runner/temp.ts"
import { npmUnit, ownTmp, start } from "./slipway.ts"

const mounts = `node -e "require('fs').mkdirSync('m'); require('child_process').execFileSync('mount', ['-t', 'tmpfs', 'none', 'm'])"`

describe.runIf(canMount())("what cannot be removed is told", () => {
  test.each([
    ["with the table", "", 0],
    ["with a red step's code", "; process.exit(5)", 5],
  ])("%s", async (_, after, exitCode) => {
    const source = repo(npmUnit("app", { test: `${mounts.slice(0, -1)}${after}"` }))
    const tmp = ownTmp()
    const run = await start(["ci", "--source", source], { env: tmp.env })
    const result = await run.ended
    const [place = "", ...more] = unmountBelow(tmp.dir)
    expect(place).toMatch(/\/run\/0\.0\/copy\/app\/m$/)
    expect(more).toEqual([])
    const problem = `could not be removed: EBUSY: something is mounted on ${place}`
    expect(result.stdout).toContain(
      `\nnote: the copy ${place.slice(0, -"/copy/app/m".length)} ${problem}\n`,
    )
    expect(result.stdout).toContain(
      `\nnote: the work directory ${place.slice(0, -"/0.0/copy/app/m".length)} ${problem}\n`,
    )
    expect(result.exitCode).toBe(exitCode)
  })

  test("and does not hold up the next run, which tells it too", async () => {
    const source = repo(npmUnit("app", { test: "node -e 1" }))
    const tmp = ownTmp()
    const left = join(tmp.dir, "slipway-left")
    mkdirSync(left, { mode: 0o700 })
    const owner = {
      ...ownIdentity(),
      pid: 2 ** 22 + 1,
      mark: "11111111-2222-4333-8444-555555555555",
    }
    writeFileSync(join(left, "owner.json"), JSON.stringify(owner))
    const place = join(left, "run/0.0/copy/a/b/c/d/m")
    mountTmpfs(place)
    const run = await start(["ci", "--source", source], { env: tmp.env })
    const begin = performance.now()
    const result = await run.ended
    expect(performance.now() - begin).toBeLessThan(15_000)
    expect(result.exitCode).toBe(0)
    expect(result.stdout).toContain(
      `\nnote: ${left} is left of a killed run and could not be removed: EBUSY: something is mounted on ${place}\n`,
    )
  })
})
