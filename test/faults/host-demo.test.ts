import { execFile } from "node:child_process"
import { appendFileSync, cpSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { expect, test } from "vitest"

import { quietEnvironment } from "../cli/slipway.ts"
import { tempDir } from "../runner/temp.ts"
import { treeHash } from "../runner/tree-hash.ts"
import { rows } from "./host-run.ts"
import { testCache } from "./test-cache.ts"

const root = join(import.meta.dirname, "../..")

/** A script of this repository's package.json, as people start it. */
function npmRun(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const env = { ...quietEnvironment(), XDG_CACHE_HOME: testCache("demo"), TMPDIR: tempDir() }
  return new Promise((resolve) => {
    const options = { cwd: root, env, maxBuffer: 1 << 28 }
    const child = execFile("npm", ["run", "--silent", ...args], options, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    )
  })
}

/** The example with one test more, which fails. */
function brokenStudio(): string {
  const studio = join(tempDir(), "studio")
  cpSync(join(root, "examples/studio"), studio, { recursive: true })
  appendFileSync(
    join(studio, "services/user-service/tests/test_users.py"),
    "\n\ndef test_injected() -> None:\n    assert 1 + 1 == 3\n",
  )
  return studio
}

test("npm run demo finds the one failure, keeps all else and ends with its code", async () => {
  const studio = brokenStudio()
  const before = treeHash(studio)
  const result = await npmRun("demo", "--", "--source", studio)
  const red = "user-service test failed 1 of 11 failed: tests.test_users::test_injected"
  expect(rows(result).filter((row) => !/ passed(?: |$)/.test(row))).toEqual([red])
  expect(rows(result)).toHaveLength(17)
  expect(result.stdout).toMatch(/\n1 of 17 steps failed\n$/)
  expect(result.stderr).toContain("--- user-service \u00b7 test (failed, exit 1): ")
  expect(result.stderr).toMatch(/assert \(?1 \+ 1\)? == 3/)
  expect(result.stderr).toMatch(
    /\nRun one again: node dagger\/core\.js run-step --source \S+ --service user-service --step test\n$/,
  )
  expect(result.exitCode).toBe(1)
  expect(treeHash(studio)).toBe(before)
})

test("its reports have the failure, the coverage and the outputs", async () => {
  const studio = brokenStudio()
  const output = join(tempDir(), "reports")
  const flags = ["--source", studio, "--service", "user-service,gallery-service"]
  const result = await npmRun("slipway", "--", "reports", ...flags, "--output", output)
  expect(result.exitCode).toBe(0)
  expect(readFileSync(join(output, "user-service/test/junit.xml"), "utf8")).toContain("<failure")
  expect(readFileSync(join(output, "user-service/test/output.txt"), "utf8")).toContain(
    "test_injected",
  )
  for (const unit of ["user-service", "gallery-service"])
    expect(readFileSync(join(output, unit, "test/coverage.xml"), "utf8")).toContain("<coverage")
  expect(existsSync(join(output, "gallery-service/test/junit.xml"))).toBe(true)
  expect(readFileSync(join(output, "summary.md"), "utf8")).toContain(
    "| user-service | test | \u274c failed |",
  )
  expect(JSON.parse(readFileSync(join(output, "report.json"), "utf8"))).toMatchObject({
    passed: false,
    steps: expect.arrayContaining([
      expect.objectContaining({ unit: "user-service", status: "failed", tests: 11, failed: 1 }),
      expect.objectContaining({ unit: "gallery-service", step: "test", status: "passed" }),
    ]),
  })
})
