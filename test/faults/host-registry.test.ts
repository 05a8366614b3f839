import { beforeAll, describe, expect, test } from "vitest"

import { npmUnit } from "../cli/slipway.ts"
import { repo, type Entry } from "../runner/temp.ts"
import { rows, runOn } from "./host-run.ts"
import { hostTools, type HostTools } from "./host-tools.ts"
import { failing, hanging, type Loopback } from "./loopback.ts"

let tools: HostTools
beforeAll(async () => void (tools = await hostTools()))

const sha256 = "0".repeat(64)
const sha512 = `sha512-${Buffer.alloc(64).toString("base64")}`

/** A locked Python unit that needs a package. */
const python: Record<string, Entry> = {
  "py/pyproject.toml": `[project]\nname = "py"\nversion = "0"\nrequires-python = ">=3.9"\ndependencies = ["slipway-absent==1"]\n`,
  "py/test_py.py": "def test_it(): pass\n",
  "py/uv.lock": `version = 1
revision = 3
requires-python = ">=3.9"

[[package]]
name = "py"
version = "0"
source = { virtual = "." }
dependencies = [{ name = "slipway-absent" }]

[package.metadata]
requires-dist = [{ name = "slipway-absent", specifier = "==1" }]

[[package]]
name = "slipway-absent"
version = "1"
source = { registry = "https://pypi.org/simple" }
wheels = [{ url = "https://files.pythonhosted.org/packages/00/slipway_absent-1-py3-none-any.whl", hash = "sha256:${sha256}", size = 1 }]
`,
}

/** npm and pnpm wait for a minute between their tries, unless they are told otherwise. */
const npmrc = "fetch-retry-mintimeout=10\nfetch-retry-maxtimeout=20\n"
const manifest = (name: string): string =>
  JSON.stringify({
    name,
    version: "1.0.0",
    scripts: { test: "node -e 1" },
    dependencies: { "slipway-absent": "1.0.0" },
  })

const node: Record<string, Entry> = {
  "np/.npmrc": npmrc,
  "np/package.json": manifest("np"),
  "np/package-lock.json": JSON.stringify({
    name: "np",
    version: "1.0.0",
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { name: "np", version: "1.0.0", dependencies: { "slipway-absent": "1.0.0" } },
      "node_modules/slipway-absent": {
        version: "1.0.0",
        resolved: "https://registry.npmjs.org/slipway-absent/-/slipway-absent-1.0.0.tgz",
        integrity: sha512,
      },
    },
  }),
  "pn/.npmrc": npmrc,
  "pn/package.json": manifest("pn"),
  "pn/pnpm-lock.yaml": `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      slipway-absent:
        specifier: 1.0.0
        version: 1.0.0
packages:
  slipway-absent@1.0.0:
    resolution: {integrity: ${sha512}}
snapshots:
  slipway-absent@1.0.0: {}
`,
}

function sourceOf({ url }: Loopback, timeout: string): string {
  return repo({
    ...npmUnit("good", { test: "node -e 1" }),
    ...python,
    ...node,
    "slipway.yaml": `python: {index: "${url}/simple"}
node: {registry: "${url}/npm/"}
timeout: ${timeout}
units: {py: {steps: {lint: false}}}
`,
  })
}

describe("a package index that", () => {
  test("answers 500: each unit says so, and the one that needs none is green", async () => {
    const server = await failing()
    const env = { XDG_CACHE_HOME: tools.cacheHome() }
    const result = await runOn(sourceOf(server, "2m"), ["ci"], { env })
    expect(rows(result)).toEqual([
      "good test passed",
      expect.stringMatching(
        /^np test setup-failed dependencies: npm error 500 Internal .* GET http/,
      ),
      expect.stringMatching(/^pn test setup-failed dependencies: ERR_PNPM_FETCH_500\s+GET http/),
      expect.stringMatching(
        /^py test setup-failed dependencies: error: Request failed after 3 retries in [\d.]+s: .*500.*slipway-absent/,
      ),
    ])
    expect(result.exitCode).toBe(1)
  })

  test("hangs: the time limit ends each installation, and the one that needs none is green", async () => {
    const server = await hanging()
    const env = { XDG_CACHE_HOME: tools.cacheHome() }
    const result = await runOn(sourceOf(server, "5s"), ["ci"], { env, withinSeconds: 60 })
    expect(rows(result)).toEqual([
      "good test passed",
      "np test setup-failed dependencies: timed out after 5 s",
      "pn test setup-failed dependencies: timed out after 5 s",
      "py test setup-failed dependencies: timed out after 5 s",
    ])
    expect(result.stderr).toMatch(/\$ uv pip install [^]*\ntimed out after 5 s\n/)
    // npm does not end on SIGTERM while it waits.
    expect([137, 143]).toContain(result.exitCode)
  })
})
