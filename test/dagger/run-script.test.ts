import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { cannotReport, lateLine, resultDir, runScript } from "../../dagger/src/run-script.ts"
import { program, repo, tempDir, type Entry } from "../runner/temp.ts"

interface Ran {
  exitCode: number
  stderr: string
  /** The file that a step leaves. */
  result: string
  cwd: string
}

interface RunOptions {
  env?: Record<string, string>
  uid?: number
  /** The place of the result is not open to that user. */
  locked?: boolean
  files?: Record<string, Entry>
}

/** The script as a container has it, but for the place of its result. */
function run(mode: "stage" | "step", argv: string[], options: RunOptions = {}): Ran {
  const out = tempDir()
  chmodSync(out, options.locked === true ? 0o700 : 0o777)
  const cwd = repo(options.files ?? {})
  chmodSync(cwd, 0o755)
  const { uid } = options
  const ran = spawnSync("sh", ["-s", mode, "unit/test", ...argv], {
    cwd,
    input: runScript.replaceAll(resultDir, out),
    env: { PATH: process.env.PATH, SLIPWAY_TIMEOUT: "20", ...options.env },
    encoding: "utf8",
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const file = join(out, "result")
  return {
    exitCode: ran.status ?? -1,
    stderr: ran.stderr,
    result: existsSync(file) ? readFileSync(file, "utf8") : "",
    cwd,
  }
}

const sh = (code: string): string[] => ["sh", "-c", code]
const ignoresTerm = sh("trap '' TERM; while :; do sleep 0.2; done")

describe("a step", () => {
  test("leaves its code, its seconds and its report, and succeeds", () => {
    const ran = run("step", sh("echo '<x/>' >.slipway/junit.xml; exit 3"), {
      env: { SLIPWAY_JUNIT: ".slipway/junit.xml" },
    })
    expect(ran.exitCode).toBe(0)
    expect(ran.result).toMatch(/^3 [01] \n<x\/>\n$/)
  })

  test.each(["out/junit.xml", ".slipway/junit.xml"])(
    "does not report what the repository or the image has at %s already",
    (report) => {
      const files = { [report]: "<stale/>", "coverage.xml": "<stale/>", ".slipway/result": "9 9" }
      const ran = run("step", ["true"], {
        env: { SLIPWAY_JUNIT: report, SLIPWAY_COVERAGE: "coverage.xml" },
        files,
      })
      expect(ran.result).toMatch(/^0 [01] \n$/)
      for (const path of Object.keys(files)) expect(existsSync(join(ran.cwd, path))).toBe(false)
    },
  )

  test("may remove .slipway, and is still reported", () => {
    expect(run("step", sh("rm -r .slipway; exit 4")).result).toMatch(/^4 [01] \n$/)
  })
})

describe.runIf(process.getuid?.() === 0)("a user who may not write where the command runs", () => {
  const uid = 65_534

  test("runs a step that reports nothing there", () => {
    const ran = run("step", sh("exit 5"), { uid })
    expect(ran).toMatchObject({ exitCode: 0, stderr: "" })
    expect(ran.result).toMatch(/^5 [01] \n$/)
  })

  test.each(["SLIPWAY_JUNIT", "SLIPWAY_COVERAGE"])("is told where %s is to go there", (name) => {
    const ran = run("step", ["true"], { uid, env: { [name]: ".slipway/report.xml" } })
    expect(ran).toMatchObject({
      exitCode: cannotReport,
      stderr: `slipway: user 65534 cannot write .slipway in ${ran.cwd}: give the unit an image whose user may write there\n`,
      result: "",
    })
  })

  test("is told where not even its result has a place", () => {
    const ran = run("step", ["true"], { uid, locked: true })
    expect(ran.exitCode).toBe(cannotReport)
    expect(ran.stderr).toMatch(/\nslipway: user 65534 cannot write \S+\/result in /)
  })

  test("is told of a report that it cannot remove", () => {
    const ran = run("step", ["true"], {
      uid,
      env: { SLIPWAY_JUNIT: "out.xml" },
      files: { "out.xml": "<stale/>" },
    })
    expect(ran.exitCode).toBe(cannotReport)
    expect(ran.stderr).toContain(`\nslipway: user 65534 cannot write out.xml in ${ran.cwd}: `)
  })
})

describe("the time limit", () => {
  const limit = { SLIPWAY_TIMEOUT: "1" }

  test("is told where it ended the command", () => {
    expect(run("step", ["sleep", "20"], { env: limit }).result).toMatch(/^124 [12] timed-out\n$/)
  })

  test("is told where only SIGKILL could end it", () => {
    // Ten seconds of grace are long for a test.
    const bin = repo({ timeout: program(`#!/bin/sh\nshift 2\nexec /usr/bin/timeout -k 1 "$@"\n`) })
    const env = { ...limit, PATH: `${bin}:${process.env.PATH}` }
    expect(run("step", ignoresTerm, { env }).result).toMatch(/^137 [23] timed-out\n$/)
  })

  test("is told where `timeout` is BusyBox's, which exits as the command does", () => {
    const code = `import("node:child_process").then(({ spawnSync }) => { const ran = spawnSync(process.argv[5], process.argv.slice(6), { timeout: 1000, stdio: "inherit" }); process.kill(process.pid, ran.signal) })`
    const bin = repo({
      timeout: program(`#!/bin/sh\nexec ${process.execPath} -e '${code}' -- x "$@"\n`),
    })
    const env = { ...limit, PATH: `${bin}:${process.env.PATH}` }
    expect(run("step", ["sleep", "20"], { env }).result).toMatch(/^143 [123] timed-out\n$/)
  })

  test.each([124, 137, 143])("is not told of a command that itself ends with %i", (code) => {
    expect(run("step", sh(`exit ${code}`)).result).toMatch(new RegExp(`^${code} [01] \\n$`))
  })

  test("of a stage is its last word, and its exit code", () => {
    const ran = run("stage", ["sleep", "20"], { env: limit })
    expect(ran).toMatchObject({ exitCode: 124, stderr: `${lateLine(1)}\n`, result: "" })
  })

  test("of a stage says nothing of a command that fails by itself", () => {
    expect(run("stage", sh("exit 124"))).toMatchObject({ exitCode: 124, stderr: "" })
    expect(run("stage", sh("exit 7"))).toMatchObject({ exitCode: 7, stderr: "" })
  })
})

test("a command has no input, and its own programs come first", () => {
  const bin = repo({ tool: program("#!/bin/sh\ncat\nexit 6\n") })
  expect(run("step", ["tool"], { env: { SLIPWAY_PATH: bin } }).result).toMatch(/^6 [01] \n$/)
})
