import { readFileSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { runAgain } from "../../src/cli/run-again.ts"
import { tempDir } from "../runner/temp.ts"
import { slipway } from "./slipway.ts"

describe("the command line", () => {
  test("without a verb is its help and exit 2", async () => {
    const result = await slipway([])
    expect(result.exitCode).toBe(2)
    expect(result.stdout).toMatch(/^node x\/core\.js VERB \[flags\]: /)
  })

  test.each([["help"], ["--help"], ["-h"], ["ci", "--help"], ["ci", "-h"], ["-h", "ci"]])(
    "%s %s is its help and exit 0",
    async (...args) => {
      const result = await slipway(args)
      expect(result.exitCode).toBe(0)
      expect(result.stdout).toContain("  upload-coverage  ")
      for (const flag of ["reports", "sha", "slug", "branch", "url"])
        expect(result.stdout).toMatch(new RegExp(`\\n  --${flag} `))
      expect(result.stdout).toContain("CODECOV_TOKEN")
    },
  )

  test.each(["version", "--version"])("%s is the package's version", async (arg) => {
    const file = join(import.meta.dirname, "../../package.json")
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { version: string }
    expect(await slipway([arg])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" })
  })

  test.each(["constructor", "toString", "hasOwnProperty", "__proto__", ""])(
    "%j is no verb",
    async (name) => {
      expect(await slipway([name])).toEqual({
        exitCode: 2,
        stdout: "",
        stderr: `slipway: there is no verb "${name}"\nSee: node x/core.js help\n`,
      })
    },
  )

  test.each([
    [["--service", ""], '""'],
    [["--service="], '""'],
    [["--service", "a,"], '"a,"'],
    [["--service", "a", "--service", ""], '"a", ""'],
  ])("%j is no unit's name, and does not mean all", async (args, received) => {
    for (const verb of ["ci", "units"])
      expect(await slipway([verb, "--source", process.cwd(), ...args])).toEqual({
        exitCode: 2,
        stdout: "",
        stderr: `slipway: --service: expected a unit's name, received ${received}\nSee: node x/core.js help\n`,
      })
  })

  test.each([
    [["cii"], 'there is no verb "cii"; did you mean "ci"?\nSee: node x/core.js help'],
    [
      ["ci", "--servce", "a"],
      "ci has no flag --servce; did you mean --service? It has: --source, --config, --service, --retries, --jobs, --format, --help\nSee: node x/core.js help",
    ],
    [
      ["ci", "--jobs", "0"],
      '--jobs: expected a number from 1, received "0"\nSee: node x/core.js help',
    ],
    [
      ["ci", "--jobs", "many"],
      '--jobs: expected a number from 1, received "many"\nSee: node x/core.js help',
    ],
    [
      ["ci", "--retries=-1"],
      '--retries: expected a number from 0, received "-1"\nSee: node x/core.js help',
    ],
    [
      ["ci", "--format", "xml"],
      '--format: expected table, json or markdown, received "xml"\nSee: node x/core.js help',
    ],
    [["reports"], "reports needs --output\nSee: node x/core.js help"],
    [["run-step", "--service", "a"], "run-step needs --step\nSee: node x/core.js help"],
    [["upload-coverage"], "upload-coverage needs --reports\nSee: node x/core.js help"],
  ])("%j is refused", async (args, message) => {
    const more = args[0] === "ci" && args.length > 1 ? ["--source", process.cwd()] : []
    expect(await slipway([...args, ...more])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `slipway: ${message}\n`,
    })
  })

  test("a configuration that is not there", async () => {
    const dir = tempDir()
    expect(await slipway(["ci", "--source", dir, "--config", `${dir}/x.yaml`])).toEqual({
      exitCode: 2,
      stdout: "",
      stderr: `slipway: --config ${dir}/x.yaml: ENOENT: no such file or directory, open '${dir}/x.yaml'\n`,
    })
  })
})

describe("the command that goes on", () => {
  test("holds what decided this run, ready to be pasted", () => {
    const again = runAgain("node dagger/core.js", { source: "my repo", config: "it's.yaml" })
    expect(again("(root)", "lint")).toBe(
      `node dagger/core.js run-step --source 'my repo' --config 'it'\\''s.yaml' --service '(root)' --step lint`,
    )
  })

  test("is no longer than it has to be", () => {
    expect(runAgain("slipway", {})("user-service", "test")).toBe(
      "slipway run-step --service user-service --step test",
    )
  })
})
