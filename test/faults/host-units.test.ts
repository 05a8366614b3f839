import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { beforeAll, describe, expect, test } from "vitest"

import { npmUnit, ownTmp, start } from "../cli/slipway.ts"
import { Beacon } from "../runner/beacon.ts"
import { repo, tempDir } from "../runner/temp.ts"
import { treeHash } from "../runner/tree-hash.ts"
import { rows, runOn } from "./host-run.ts"
import { hostTools, type HostTools } from "./host-tools.ts"
import { lockedProject, projectIn, type LockedProject } from "./locked-project.ts"

let tools: HostTools
let project: LockedProject
let env: { XDG_CACHE_HOME: string }
beforeAll(async () => {
  tools = await hostTools()
  project = lockedProject(tools)
})

/** A Python unit without dependencies: uv makes its environment in a moment and asks nobody. */
function bare(dir: string, code: string): Record<string, string> {
  return {
    [`${dir}/pyproject.toml`]: `[project]\nname = "bare"\nversion = "0"\n`,
    [`${dir}/run.py`]: code,
  }
}
const runs = "steps: {lint: false, test: {run: [python, run.py]}}"

describe("beside a unit that is green", () => {
  test("locks that do not fit, errors in the syntax and kills are what they are", async () => {
    env = { XDG_CACHE_HOME: tools.cacheHome() }
    const stale = project.files["pyproject.toml"]!.replace('"iniconfig>=2"', '"iniconfig>=2,<99"')
    const source = repo({
      ...projectIn("good", project),
      ...projectIn("syntax", project, { "tests/test_app.py": "def test_it(:\n" }),
      ...projectIn("stale", project, { "pyproject.toml": stale }),
      ...npmUnit("np", { test: "node -e 1" }, { dependencies: { "left-pad": "1.3.0" } }),
      ...bare("killed", "import os\nos.kill(os.getpid(), 9)\n"),
      ...bare("segfault", "import os\nos.abort()\n"),
      "slipway.yaml": `units:\n  killed: {${runs}}\n  segfault: {${runs}}\n`,
    })
    const result = await runOn(source, ["ci"], { env })
    const staleLock = "uv.lock does not fit pyproject.toml: run `uv lock` and commit it"
    expect(rows(result)).toEqual([
      "good lint passed",
      "good test passed 1 passed",
      "killed test killed killed by signal 9, often for want of memory",
      "np test setup-failed dependencies: package-lock.json does not fit package.json: run `npm install --package-lock-only` and commit it",
      "segfault test killed killed by signal 6",
      "stale lint passed",
      `stale test setup-failed dependencies: ${staleLock}`,
      "syntax lint failed exit 1",
      "syntax test failed 1 of 1 failed: tests.test_app",
    ])
    expect(result.stderr).toMatch(/SyntaxError|invalid-syntax/)
    expect(result.exitCode).toBe(137)
  })
})

describe("a name with blanks and Korean letters", () => {
  test("is one of a locked Python unit, of its reports and of links in it", async () => {
    const dir = "\uc11c\ube44\uc2a4 \ubaa8\uc74c/\uacb0\uc81c api (v2)"
    const name = "\uacb0\uc81c-api-v2"
    const source = repo({
      ...projectIn(dir, project),
      [`${dir}/tests/shared`]: { link: "../../../\uacf5\uc6a9 libs" },
      "\uacf5\uc6a9 libs/test_shared.py": "def test_shared():\n    assert True\n",
      ...projectIn("leaves", project),
      "leaves/out": { link: "../../elsewhere" },
    })
    const output = join(tempDir(), "\ubcf4\uace0 reports")
    env = { XDG_CACHE_HOME: tools.cacheHome() }
    const result = await runOn(source, ["reports", "--output", output], { env })
    expect(rows(result)).toEqual([
      expect.stringMatching(
        /^leaves test invalid a link leaves the repository: leaves\/out -> \.\.\/\.\.\/elsewhere\. /,
      ),
      `${name} lint passed`,
      `${name} test passed 2 passed`,
    ])
    expect(readdirSync(output).sort()).toEqual(["report.json", "summary.md", name].sort())
    expect(readFileSync(join(output, name, "test/junit.xml"), "utf8")).toContain('tests="2"')
  })
})

describe("150 units", () => {
  const names = Array.from({ length: 150 }, (_, i) => `u${String(i).padStart(3, "0")}`)
  const red = new Map([
    ["u007", 7],
    ["u077", 77],
    ["u149", 3],
  ])

  test("at once or not, each has its row, and the first red one's code is the run's", async () => {
    const source = repo({
      ...Object.assign(
        {},
        ...names.map((name) => bare(name, `raise SystemExit(${red.get(name) ?? 0})\n`)),
      ),
      "slipway.yaml": `units:\n${names.map((name) => `  ${name}: {${runs}}\n`).join("")}`,
    })
    env = { XDG_CACHE_HOME: tools.cacheHome() }
    const result = await runOn(source, ["ci", "--jobs", "16"], { env, withinSeconds: 300 })
    expect(rows(result)).toEqual(
      names.map((name) =>
        red.has(name) ? `${name} test failed exit ${red.get(name)}` : `${name} test passed`,
      ),
    )
    expect(result.stdout).toMatch(/\n3 of 150 steps failed\n$/)
    expect(result.exitCode).toBe(7)
  })
})

test("two runs on one tree with one empty cache both end well", async () => {
  const source = repo({ ...projectIn("a", project), ...projectIn("b", project) })
  env = { XDG_CACHE_HOME: tools.cacheHome() }
  const [first, second] = await Promise.all([
    runOn(source, ["ci"], { env }),
    runOn(source, ["ci"], { env }),
  ])
  expect(rows(first)).toEqual([
    "a lint passed",
    "a test passed 1 passed",
    "b lint passed",
    "b test passed 1 passed",
  ])
  expect(second.stdout).toBe(first.stdout)
  expect([first.exitCode, second.exitCode]).toEqual([0, 0])
})

test("SIGKILL in the middle of a test: the next run ends what was left and is green", async () => {
  const beacon = await Beacon.start()
  const tmp = ownTmp()
  const before = { ...tmp.env, XDG_CACHE_HOME: tools.cacheHome(), BEACON_PORT: beacon.port }
  const waits = `import socket, os\ns = socket.create_connection(("127.0.0.1", int(os.environ["BEACON_PORT"])))\ns.sendall(b"step %d\\n" % os.getpid())\ns.recv(1)\n`
  const source = repo({
    ...projectIn("good", project),
    ...bare("hangs", waits),
    "slipway.yaml": `units: {hangs: {${runs}}}\n`,
  })
  const hash = treeHash(source)
  const run = await start(["ci", "--source", source], { env: before })
  await beacon.running("step")
  run.child.kill("SIGKILL")
  expect(await run.ended).toMatchObject({ signal: "SIGKILL" })
  expect(readdirSync(tmp.dir)).toHaveLength(1)

  const result = await runOn(source, ["ci", "--service", "good"], { env: before })
  expect(rows(result)).toEqual(["good lint passed", "good test passed 1 passed"])
  expect(readdirSync(tmp.dir)).toEqual([])
  await beacon.gone("step")
  expect(treeHash(source)).toBe(hash)
})
