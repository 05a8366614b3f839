import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { defaults } from "../../src/config/defaults.ts"
import { neverCancelled } from "../../src/runner/host/cancellation.ts"
import { cleanEnvironment } from "../../src/runner/host/environment.ts"
import type { Tools } from "../../src/runner/host/tool-request.ts"
import { Toolbox, type ToolboxOptions } from "../../src/runner/host/toolbox.ts"
import type { Toolchain } from "../../src/runner/task.ts"
import { quietEnvironment, start } from "../cli/slipway.ts"
import { mark } from "../runner/tasks.ts"
import { repo, tempDir } from "../runner/temp.ts"
import { fakeRegistries, pathWithoutTools } from "./fake-tools.ts"
import { hanging } from "./loopback.ts"

const version = "99.9.9"

function environment(): Record<string, string> {
  const own = {
    npm_config_userconfig: "/dev/null",
    PIP_DEFAULT_TIMEOUT: "60",
    PATH: pathWithoutTools(),
  }
  return cleanEnvironment({ ...quietEnvironment(), HOME: tempDir(), ...own })
}

function toolbox(cacheDir: string, over: Partial<ToolboxOptions> = {}): Toolbox {
  return new Toolbox({ cacheDir, env: environment(), cancel: neverCancelled(), mark, ...over })
}

/** The tools of a unit whose registries are on loopback. */
function toolsOf(box: Toolbox, tools: Toolchain["tools"], url: string): Promise<Tools> {
  const language = tools.pnpm === undefined ? "python" : "node"
  return box.tools({
    toolchain: { language, version: "", requires: "", ownImage: false, tools },
    env: { UV_DEFAULT_INDEX: `${url}/simple`, npm_config_registry: `${url}/npm/` },
  })
}

function files(dir: string): string[] {
  return readdirSync(join(dir, "tools"))
}

describe("uv", () => {
  test("comes from the configured index, once", async () => {
    const pypi = await fakeRegistries(version)
    const cache = tempDir()
    const dir = join(cache, `tools/uv-${version}/bin`)
    const found = {
      path: [dir],
      env: { UV_PYTHON: "/nowhere/python3", UV_PYTHON_DOWNLOADS: "never" },
    }
    expect(await toolsOf(toolbox(cache), { uv: version }, pypi.url)).toMatchObject(found)
    expect(await toolsOf(toolbox(cache), { uv: version }, "http://127.0.0.1:1")).toMatchObject(
      found,
    )
    expect(pypi.requests).toEqual(["GET /simple/uv/", `GET /files/uv-${version}-py3-none-any.whl`])
    expect(files(cache)).toEqual([`uv-${version}`])
  })

  test("that is half-written is fetched anew", async () => {
    const pypi = await fakeRegistries(version)
    const cache = tempDir()
    await toolsOf(toolbox(cache), { uv: version }, pypi.url)
    const file = join(cache, `tools/uv-${version}/bin/uv`)
    const whole = readFileSync(file, "utf8")
    truncateSync(file, 20)
    expect(await toolsOf(toolbox(cache), { uv: version }, pypi.url)).not.toHaveProperty("reason")
    expect(readFileSync(file, "utf8")).toBe(whole)
    expect(files(cache)).toEqual([`uv-${version}`])
  })

  test("with another hash than this release knows is refused", async () => {
    const pypi = await fakeRegistries(defaults.uv)
    const cache = tempDir()
    const tools = await toolsOf(toolbox(cache), { uv: defaults.uv }, pypi.url)
    expect(tools).toEqual({
      reason: expect.stringMatching(
        new RegExp(
          `^uv ${defaults.uv} is not installed and pip could not fetch it: ERROR: .*DO NOT MATCH THE HASHES.*\\n +uv==.*\\n +Expected sha256 .*\\n +Got +[0-9a-f]{64}; install uv \\(https:[^]*\\) or python3 with pip$`,
        ),
      ),
    })
    expect(files(cache)).toEqual([])
  })
})

describe("pnpm", () => {
  test("comes from the configured registry with the project's own hash, once", async () => {
    const npm = await fakeRegistries(version)
    const cache = tempDir()
    const pnpm = { version, exact: true, integrity: npm.integrity }
    const first = await toolsOf(toolbox(cache), { pnpm }, npm.url)
    expect(first).toMatchObject({ path: [expect.stringContaining(`/tools/pnpm-${version}-`)] })
    expect(await toolsOf(toolbox(cache), { pnpm }, "http://127.0.0.1:1")).toEqual(first)
    expect(files(cache)).toHaveLength(1)
  })

  test("that is half-written is fetched anew", async () => {
    const npm = await fakeRegistries(version)
    const cache = tempDir()
    const pnpm = { version, exact: true }
    await toolsOf(toolbox(cache), { pnpm }, npm.url)
    const dir = join(cache, `tools/pnpm-${version}/node_modules`)
    rmSync(join(dir, ".bin"), { recursive: true })
    writeFileSync(join(dir, "pnpm/bin/pnpm.cjs"), "")
    expect(await toolsOf(toolbox(cache), { pnpm }, npm.url)).not.toHaveProperty("reason")
    expect(readFileSync(join(dir, "pnpm/bin/pnpm.cjs"), "utf8")).toContain(version)
    expect(files(cache)).toEqual([`pnpm-${version}`])
  })

  test("with another hash than the project names, or this release knows, is refused", async () => {
    const other = await fakeRegistries(version)
    const cache = tempDir()
    const integrity = `sha512-${Buffer.alloc(64).toString("base64")}`
    const pnpm = { version, exact: true, integrity }
    expect(await toolsOf(toolbox(cache), { pnpm }, other.url)).toEqual({
      reason: expect.stringMatching(
        `^pnpm ${version} is not installed and npm could not fetch it: [^]*EINTEGRITY`,
      ),
    })
    const known = await fakeRegistries(defaults.pnpm)
    const usual = { version: defaults.pnpm, exact: false }
    expect(await toolsOf(toolbox(cache), { pnpm: usual }, known.url)).toEqual({
      reason: expect.stringMatching(/EINTEGRITY/),
    })
    expect(files(cache)).toEqual([])
  })
})

describe("a registry that hangs", () => {
  test.each([
    ["uv", { uv: version }, "pip"],
    ["pnpm", { pnpm: { version, exact: true } }, "npm"],
  ])("takes no more than the time limit: %s", async (name, tools, by) => {
    const server = await hanging()
    const cache = tempDir()
    expect(await toolsOf(toolbox(cache, { limitSeconds: 2 }), tools, server.url)).toEqual({
      reason: expect.stringMatching(
        `^${name} ${version} is not installed and ${by} could not fetch it: [^]*killed, it took too long`,
      ),
    })
    expect(server.requests).toHaveLength(1)
    expect(files(cache)).toEqual([])
  })

  test("ends with the run", async () => {
    const server = await hanging()
    const stop = new AbortController()
    const cancel = { stop: stop.signal, kill: new AbortController().signal }
    const found = toolsOf(toolbox(tempDir(), { cancel }), { uv: version }, server.url)
    await Promise.race([server.asked(/^GET \/simple\/uv\//), found])
    stop.abort()
    expect(await found).toHaveProperty("reason")
  })
})

test("two runs at once on an empty cache both get it", async () => {
  const npm = await fakeRegistries(version)
  const hex = Buffer.from(npm.integrity.slice("sha512-".length), "base64").toString("hex")
  const source = repo({
    "app/package.json": JSON.stringify({
      packageManager: `pnpm@${version}+sha512.${hex}`,
      scripts: { test: "node -e 1" },
    }),
    "app/pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    "slipway.yaml": `node: {registry: "${npm.url}/npm/"}\n`,
  })
  const home = tempDir()
  const env = { ...environment(), XDG_CACHE_HOME: home }
  const runs = await Promise.all([
    start(["ci", "--source", source], { env }),
    start(["ci", "--source", source], { env }),
  ])
  for (const { ended } of runs) {
    const { exitCode, stdout } = await ended
    expect(stdout).toContain("app   test  passed\n")
    expect(exitCode).toBe(0)
  }
  expect(files(join(home, "slipway"))).toEqual([expect.stringMatching(`^pnpm-${version}-\\w+$`)])
})
