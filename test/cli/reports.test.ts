import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { checkOutput, writeReports } from "../../src/cli/write-reports.ts"
import type { CiReport } from "../../src/report/report.ts"
import { verdictResult } from "../../src/report/verdict-result.ts"
import { repo, tempDir } from "../runner/temp.ts"
import { npmUnit, slipway } from "./slipway.ts"

function files(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort()
}

const xml = `<testsuite><testcase name="t"><failure/></testcase></testsuite>`

test("reports are there although a step is red, and exit 0", async () => {
  const source = repo({
    ...npmUnit("app", { test: "node -e 1" }),
    "app/test.js": `require("fs").writeFileSync("out.xml", ${JSON.stringify(xml)}); console.log("said"); process.exit(1)`,
    "slipway.yaml": `units:\n  app:\n    steps:\n      test: {run: [node, test.js], junit: out.xml}\n`,
  })
  const output = join(tempDir(), "new/out")
  const result = await slipway(["reports", "--source", source, "--output", output])
  expect(result.exitCode).toBe(0)
  expect(result.stdout).toContain("app   test  failed  1 of 1 failed: t\n")
  expect(files(output)).toEqual([
    "app/test/junit.xml",
    "app/test/output.txt",
    "report.json",
    "summary.md",
  ])
  expect(readFileSync(join(output, "app/test/junit.xml"), "utf8")).toBe(xml)
  expect(readFileSync(join(output, "app/test/output.txt"), "utf8")).toBe("said\n")
  expect(readFileSync(join(output, "summary.md"), "utf8")).toContain(
    "| app | test | \u274c failed |",
  )
  expect(JSON.parse(readFileSync(join(output, "report.json"), "utf8"))).toMatchObject({
    passed: false,
  })
})

describe("a directory that has reports already", () => {
  const report = (...steps: string[]): CiReport => ({
    results: steps.map((step) => ({
      ...verdictResult("app", step, { status: "missing", message: "" }),
      output: "new",
    })),
    notes: [],
  })

  test("loses those of steps that are gone, and nothing else", async () => {
    const output = repo({
      "app/old/mine.txt": "",
      "app/old/junit.xml": "",
      README: "",
      "other/x/junit.xml": "",
    })
    await writeReports(
      repo({ "app/old/coverage.xml": "", "app/test/junit.xml": "" }),
      output,
      report("old", "test"),
    )
    expect(files(output)).toContain("app/old/coverage.xml")
    await writeReports(repo({ "app/test/junit.xml": "again" }), output, report("test"))
    expect(files(output)).toEqual([
      "README",
      "app/old/mine.txt",
      "app/test/junit.xml",
      "app/test/output.txt",
      "other/x/junit.xml",
      "report.json",
      "summary.md",
    ])
  })

  test.each(["../..", "..", "a/../.."])(
    "a list that names %s removes nothing outside",
    async (unit) => {
      const parent = repo({ "junit.xml": "", "x/junit.xml": "", "x/out/junit.xml": "" })
      const output = join(parent, "x/out")
      writeFileSync(
        join(output, "report.json"),
        JSON.stringify({ steps: [{ unit, step: ".." }, { unit, step: "x" }, 1] }),
      )
      await expect(writeReports(tempDir(), output, report("t"))).resolves.toBeUndefined()
      expect(files(parent)).toEqual(
        expect.arrayContaining(["junit.xml", "x/junit.xml", "x/out/junit.xml"]),
      )
    },
  )
})

test("a place that is no directory is said before anything runs", () => {
  const dir = repo({ file: "" })
  for (const path of [`${dir}/file`, `${dir}/file/a/b`])
    expect(() => checkOutput(path)).toThrow(
      `--output ${path}: ${dir}/file is not a directory; nothing was run`,
    )
  expect(checkOutput(`${dir}/a/b`)).toBe(`${dir}/a/b`)
})
