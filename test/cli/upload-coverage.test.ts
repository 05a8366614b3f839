import { join } from "node:path"

import { expect, test } from "vitest"

import { coverageFiles } from "../../src/coverage/coverage-files.ts"
import { repo, tempDir } from "../runner/temp.ts"
import { slipway } from "./slipway.ts"

test("the coverage of each unit, in order, under its name", () => {
  const dir = repo({
    "web/test/coverage.xml": "",
    "web/lint/output.txt": "",
    "\uacb0\uc81c/test/coverage.xml": "",
    "100%/test/coverage.xml": "",
    "api/unit/coverage.xml": "",
    "api/other/coverage.xml": "",
    "api/dir/coverage.xml/x": "",
    "summary.md": "",
  })
  expect(coverageFiles(dir, "")).toEqual([
    { unit: "100%", file: join(dir, "100%/test/coverage.xml") },
    { unit: "api", file: join(dir, "api/other/coverage.xml") },
    { unit: "api", file: join(dir, "api/unit/coverage.xml") },
    { unit: "web", file: join(dir, "web/test/coverage.xml") },
    { unit: "\uacb0\uc81c", file: join(dir, "\uacb0\uc81c/test/coverage.xml") },
  ])
})

test("no coverage at all", async () => {
  const dir = repo({ "my web/web/test/junit.xml": "" }) + "/my web"
  expect(await slipway(["upload-coverage", "--reports", dir], { CODECOV_TOKEN: "t" })).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: `slipway: ${dir} holds no UNIT/STEP/coverage.xml; nothing was uploaded. Make it with: node x/core.js reports --output '${dir}'\n`,
  })
})

test("no such directory", async () => {
  const dir = join(tempDir(), "none")
  expect(await slipway(["upload-coverage", "--reports", dir], { CODECOV_TOKEN: "t" })).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: `slipway: cannot read the reports: ENOENT: no such file or directory, scandir '${dir}'; nothing was uploaded. Make them with: node x/core.js reports --output ${dir}\n`,
  })
})

test("no token", async () => {
  const dir = repo({ "web/test/coverage.xml": "" })
  expect(await slipway(["upload-coverage", "--reports", dir], { CODECOV_TOKEN: "" })).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: "slipway: CODECOV_TOKEN is not set; nothing was uploaded\n",
  })
})

test.each([
  [["--sha", "HEAD"], "--sha: expected a full commit id of 40 hex digits"],
  [["--slug=-x/y"], "--slug: expected OWNER/NAME"],
  [["--branch=--token"], "--branch: expected a branch name"],
])("%j is refused before anything is read", async (args, message) => {
  const result = await slipway(["upload-coverage", "--reports", "/none", ...args], {
    CODECOV_TOKEN: "t",
  })
  expect(result).toMatchObject({ exitCode: 2, stdout: "" })
  expect(result.stderr).toContain(message)
})
