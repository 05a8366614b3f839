import { execFileSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync, rmdirSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"

import { npmUnit, ownTmp } from "../cli/slipway.ts"
import { repo, tempDir } from "../runner/temp.ts"
import { pathWithoutTools } from "./fake-tools.ts"
import { rows, runOn } from "./host-run.ts"

const mebibyte = 1 << 20
const disk = smallDisk()

/** A file system of 8 MiB; undefined where this user may not mount one. */
function smallDisk(): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), "test-slipway-disk-"))
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m,mode=0700", "tmpfs", dir], {
      stdio: ["ignore", "ignore", "pipe"],
    })
    return dir
  } catch (error) {
    rmdirSync(dir)
    console.warn(`SKIPPED: no small file system, so no full disk: ${(error as Error).message}`)
    return undefined
  }
}

afterEach(() => {
  if (disk === undefined) return
  for (const name of readdirSync(disk)) rmSync(join(disk, name), { recursive: true })
})

afterAll(() => {
  if (disk === undefined) return
  execFileSync("umount", [disk])
  rmdirSync(disk)
})

const fills = `node -e "require('fs').writeFileSync('big', Buffer.alloc(16 << 20))"`

describe.skipIf(disk === undefined)("a place for temporary files that is too small", () => {
  let env: { TMPDIR: string }
  beforeAll(() => void (env = { TMPDIR: disk! }))

  test("for one unit's files and one unit's tests: said for each, and the others are green", async () => {
    const source = repo({
      ...npmUnit("a-good", { test: "node -e 1" }),
      ...npmUnit("big-inputs", { test: "node -e 1" }),
      "big-inputs/data.bin": "x".repeat(16 * mebibyte),
      ...npmUnit("big-output", { test: fills }),
      ...npmUnit("z-good", { test: "node -e 1" }),
    })
    const output = join(tempDir(), "out")
    const result = await runOn(source, ["reports", "--output", output, "--jobs", "1"], { env })
    expect(rows(result)).toEqual([
      "a-good test passed",
      expect.stringMatching(
        new RegExp(
          `^big-inputs test setup-failed the disk of ${disk}/slipway-\\w+/run is full: set TMPDIR to a directory with more space \\(ENOSPC: `,
        ),
      ),
      "big-output test failed exit 1",
      "z-good test passed",
    ])
    expect(result.exitCode).toBe(0)
    expect(readdirSync(output).sort()).toEqual(
      ["big-inputs", "big-output", "report.json", "summary.md", "a-good", "z-good"].sort(),
    )
    expect(readdirSync(disk!)).toEqual([])
  })

  test("for anything: said at once, and nothing ran", async () => {
    const full = join(disk!, "full")
    try {
      expect(() => writeFileSync(full, Buffer.alloc(16 * mebibyte))).toThrow("ENOSPC")
      const result = await runOn(repo(npmUnit("app", { test: "node -e 1" })), ["ci"], { env })
      expect(result).toMatchObject({ exitCode: 1, stdout: "" })
      expect(result.stderr).toMatch(
        new RegExp(
          `^slipway: cannot make a work directory in ${disk}: ENOSPC: .*\\. Set TMPDIR to a directory with space; nothing was run\\n$`,
        ),
      )
      expect(readdirSync(disk!)).toEqual(["full"])
    } finally {
      rmSync(full, { force: true })
    }
  })
})

test.skipIf(disk === undefined)(
  "a cache that is too small: the units that need it say so, and the others are green",
  async () => {
    const source = repo({
      ...npmUnit("good", { test: "node -e 1" }),
      "py/pyproject.toml": `[project]\nname = "py"\nversion = "0"\n`,
      "py/test_py.py": "def test_it(): pass\n",
      "slipway.yaml": "units: {py: {steps: {lint: false}}}\n",
    })
    const env = { XDG_CACHE_HOME: disk!, PATH: pathWithoutTools() }
    const result = await runOn(source, ["ci"], { env })
    expect(rows(result)).toEqual([
      "good test passed",
      expect.stringMatching(
        /^py test not-runnable not runnable here: uv [\d.]+ is not installed and pip could not fetch it: .*No space left on device/,
      ),
    ])
    expect(result.exitCode).toBe(1)
    expect(readdirSync(join(disk!, "slipway/tools"))).toEqual([])
  },
)

test.skipIf(disk === undefined)(
  "reports that do not fit their directory: said after the run, and the tests were run",
  async () => {
    const source = repo({
      ...npmUnit("app", { test: "node -e 1" }),
      "app/run.cjs": `require("fs").writeFileSync("out.xml", "<testsuite><testcase name='t'/><system-out>" + "x".repeat(16 << 20) + "</system-out></testsuite>")`,
      "slipway.yaml": `units: {app: {steps: {test: {run: [node, run.cjs], junit: out.xml}}}}\n`,
    })
    const output = join(disk!, "out")
    const result = await runOn(source, ["reports", "--output", output], { env: ownTmp().env })
    expect(result).toMatchObject({ exitCode: 1, stdout: "" })
    expect(result.stderr).toContain("app \u00b7 test: passed")
    expect(result.stderr).toContain(
      `slipway: all steps have run, but the reports could not be written to ${output}: ENOSPC: `,
    )
  },
)
