import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { describe, expect, it } from "vitest"

import { nothingRan, runsNothing } from "../../../src/units/node/scripts.ts"
import { testArguments } from "../../../src/units/node/test-arguments.ts"

const junit = "--outputFile.junit=.slipway/junit.xml"
const jest = ["--ci", "--watch=false", "--watchAll=false", "--passWithNoTests=false"]

describe("testArguments", () => {
  it.each([
    ["vitest", ["--run", "--reporter=default", "--reporter=junit", junit]],
    ["vitest run", ["--reporter=default", "--reporter=junit", junit]],
    ["vitest --run --coverage", ["--reporter=default", "--reporter=junit", junit]],
    ["vitest watch", ["--run", "--reporter=default", "--reporter=junit", junit]],
    ["vitest --reporter=dot", ["--run", "--reporter=junit", junit]],
    ["vitest run --reporter junit", [junit]],
    ["vitest run --reporter=json --outputFile=out.json", []],
    ["vitest --reporter=junit --outputFile.junit=j.xml", ["--run"]],
    ["tsc && NODE_ENV=test npx vitest run", ["--reporter=default", "--reporter=junit", junit]],
    ["cross-env TZ=UTC vitest run", ["--reporter=default", "--reporter=junit", junit]],
    ["dotenv -e .env.test -- vitest run", ["--reporter=default", "--reporter=junit", junit]],
    [
      "node --no-warnings ./node_modules/vitest/vitest.mjs run",
      ["--reporter=default", "--reporter=junit", junit],
    ],
    ['vitest run -t "a|b; c"', ["--reporter=default", "--reporter=junit", junit]],
    ["jest", jest],
    ["jest --watch", jest],
    ['NODE_OPTIONS="--experimental-vm-modules --no-warnings" jest', jest],
    ["node --experimental-vm-modules node_modules/jest/bin/jest.js", jest],
  ])("of %j", (script, args) => {
    expect(testArguments(script)).toEqual({ args, junit: args.includes(junit) })
  })

  it.each([
    ["vitest run && echo done"],
    ["vitest run | tee log"],
    ["npm run vitest"],
    ["turbo run test"],
    ["echo vitest"],
    ["mocha"],
    ["react-scripts test"],
    [""],
  ])("adds nothing to %j, as it would not reach a runner it knows", (script) => {
    expect(testArguments(script)).toEqual({ args: [], junit: false })
  })
})

describe("runsNothing", () => {
  it.each([
    ['echo "Error: no test specified" && exit 1'],
    ["echo 'no tests; yet'"],
    ["exit 0"],
    ["true"],
    [":"],
    [""],
    ["echo none; exit 0"],
    ["true # vitest"],
  ])("holds for %j", (script) => {
    expect(runsNothing(script)).toBe(true)
  })

  it.each([
    ["vitest"],
    ["echo start && vitest"],
    ["node --test"],
    ["true && jest"],
    ["echo x | vitest"],
    ["exit 0 || mocha"],
  ])("does not hold for %j", (script) => {
    expect(runsNothing(script)).toBe(false)
  })
})

describe("nothingRan", () => {
  const found = (output: string): boolean =>
    nothingRan.some((pattern) => new RegExp(pattern, "m").test(output))

  it.each([
    ["mocha", "\n\n  0 passing (1ms)\n"],
    ["node's spec reporter", "\u2139 tests 0\n\u2139 suites 0\n\u2139 pass 0\n"],
    ["node's TAP reporter", "TAP version 13\n1..0\n# tests 0\n# pass 0\n"],
    ["vitest", "No test files found, exiting with code 0\n"],
    ["jest", "No tests found, exiting with code 0\n"],
    ["node, all skipped", "1..1\n# tests 1\n# suites 0\n# pass 0\n# fail 0\n# skipped 1\n"],
    [
      "jest, all skipped",
      "Test Suites: 1 skipped, 0 of 1 total\nTests:       2 skipped, 2 total\n",
    ],
    ["jest, skipped and to do", "Tests:       2 skipped, 1 todo, 3 total\n"],
    ["ava", "\n  \u2716 Couldn't find any files to test\n"],
  ])("knows it of %s", (_, output) => {
    expect(found(output)).toBe(true)
  })

  it("lets some be skipped", () => {
    expect(found("# tests 3\n# pass 2\n# fail 0\n# skipped 1\n")).toBe(false)
    expect(found("Tests:       1 skipped, 2 passed, 3 total\n")).toBe(false)
  })

  it("is what this Node says of a run whose tests are all skipped", () => {
    const dir = mkdtempSync(join(tmpdir(), "slipway-test-"))
    const run = (options: string): string => {
      const file = join(dir, "a.test.mjs")
      writeFileSync(file, `import test from "node:test"\ntest("a", ${options}, () => {})\n`)
      // A test runner inside a test runner would report to the outer one.
      const env = { PATH: process.env.PATH, NO_COLOR: "1" }
      return execFileSync(process.execPath, ["--test", file], { encoding: "utf8", env })
    }
    expect(found(run("{ skip: true }"))).toBe(true)
    expect(found(run("{}"))).toBe(false)
    rmSync(dir, { recursive: true })
  })

  it("is not taken in by output that only resembles it", () => {
    expect(
      found("  10 passing (2s)\n\u2139 tests 10\n  reports: No tests found is an error\n"),
    ).toBe(false)
  })
})
