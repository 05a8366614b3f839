import { readdirSync } from "node:fs"

import { beforeAll, describe, expect, test } from "vitest"

import { ownTmp, start } from "../cli/slipway.ts"
import { repo } from "../runner/temp.ts"
import { treeHash } from "../runner/tree-hash.ts"
import { rows, runOn } from "./host-run.ts"
import { hostTools, type HostTools } from "./host-tools.ts"
import { lockedProject, projectIn, type LockedProject } from "./locked-project.ts"
import { wheelIndex } from "./wheel-index.ts"

let tools: HostTools
let project: LockedProject
beforeAll(async () => {
  tools = await hostTools()
  project = lockedProject(tools)
})

/** Whatever is asked of another host than this one fails at once. */
const onlyLoopback = {
  HTTPS_PROXY: "http://127.0.0.1:1",
  HTTP_PROXY: "http://127.0.0.1:1",
  ALL_PROXY: "http://127.0.0.1:1",
  https_proxy: "http://127.0.0.1:1",
  http_proxy: "http://127.0.0.1:1",
  all_proxy: "http://127.0.0.1:1",
  NO_PROXY: "127.0.0.1",
  no_proxy: "127.0.0.1",
}

function environment(): Record<string, string> {
  return { ...onlyLoopback, XDG_CACHE_HOME: tools.cacheHome() }
}

describe("another package index than the lock's", () => {
  test("serves what a fresh lock of PyPI names, and nothing is asked of PyPI", async () => {
    const index = await wheelIndex(project.lock)
    const source = repo({
      ...projectIn("svc", project),
      "slipway.yaml": `python: {index: "${index.url}/simple"}\n`,
    })
    const result = await runOn(source, ["ci"], { env: environment() })
    expect(rows(result)).toEqual(["svc lint passed", "svc test passed 1 passed"])
    expect(result.exitCode).toBe(0)
    for (const name of ["iniconfig", "pytest", "hatchling", "ruff"]) {
      expect(index.requests).toContain(`GET /simple/${name}/`)
      expect(index.requests).toContainEqual(expect.stringMatching(`^GET /files/${name}-.*whl$`))
    }
  })

  test("does not make a stale lock fresh: it says so, and what needs no lock is green", async () => {
    const index = await wheelIndex(project.lock)
    const stale = project.files["pyproject.toml"]!.replace('"iniconfig>=2"', '"iniconfig>=2,<99"')
    const source = repo({
      ...projectIn("svc", project, { "pyproject.toml": stale }),
      "slipway.yaml": `python: {index: "${index.url}/simple"}\n`,
    })
    const result = await runOn(source, ["ci"], { env: environment() })
    expect(rows(result)).toEqual([
      "svc lint passed",
      "svc test setup-failed dependencies: uv.lock does not fit pyproject.toml: run `uv lock` and commit it",
    ])
    expect(result.exitCode).toBe(1)
    expect(index.requests).not.toContain("GET /simple/iniconfig/")
  })

  test("that has another file under the name is refused by the lock's hash", async () => {
    const sha256 = /sha256:([0-9a-f]{64})/
    const entry = project.lock.split("[[package]]").find((part) => part.includes('"iniconfig"\nv'))!
    const wheel = entry.slice(entry.indexOf("wheels"))
    const wrong = project.lock.replace(wheel, wheel.replace(sha256, `sha256:${"0".repeat(64)}`))
    const index = await wheelIndex(project.lock)
    const source = repo({
      ...projectIn("svc", project, { "uv.lock": wrong }),
      "slipway.yaml": `python: {index: "${index.url}/simple"}\nunits: {svc: {steps: {lint: false}}}\n`,
    })
    const result = await runOn(source, ["ci"], { env: environment() })
    expect(rows(result)).toEqual([
      expect.stringMatching(/^svc test setup-failed dependencies: error: .*[Hh]ash/),
    ])
  })
})

test("killed with SIGKILL while it downloads, the next run is as if it had not been", async () => {
  const index = await wheelIndex(project.lock)
  const tmp = ownTmp()
  const env = { ...environment(), ...tmp.env }
  const source = repo({
    ...projectIn("svc", project),
    "slipway.yaml": `python: {index: "${index.url}/simple"}\n`,
  })
  const before = treeHash(source)
  const run = await start(["ci", "--source", source], { env })
  await index.asked(/^GET \/files\/pytest-/)
  run.child.kill("SIGKILL")
  expect(await run.ended).toMatchObject({ signal: "SIGKILL" })
  expect(treeHash(source)).toBe(before)

  const result = await runOn(source, ["ci"], { env })
  expect(rows(result)).toEqual(["svc lint passed", "svc test passed 1 passed"])
  expect(readdirSync(tmp.dir)).toEqual([])
})
