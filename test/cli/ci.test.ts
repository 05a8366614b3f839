import { execFileSync } from "node:child_process"
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { repo, tempDir } from "../runner/temp.ts"
import { treeHash } from "../runner/tree-hash.ts"
import { cliFile, npmUnit, ownTmp, slipway, start } from "./slipway.ts"

const green = `node -e "console.log('fine')"`
/** Older than any Node that can run this program, so that the note is there with each of them. */
const otherNode = "18"
const note = `note: UNIT: Node ${process.versions.node} here, ${otherNode} in the container`

/** slipway.yaml that runs `code` with Node as the step "test", without npm. */
function config(unit: string, code: string, more = ""): string {
  return `units:\n  ${unit}:\n    steps:\n      test: {run: [node, -e, ${JSON.stringify(code)}]}\n${more}`
}

function repoOf(): string {
  return repo({
    ...npmUnit("services/good", { lint: green, test: green }),
    ...npmUnit("services/bad", { test: `node -e "console.log('boom'); process.exit(7)"` }),
    ...npmUnit("services/none", { start: "node ." }),
    "services/db/x.txt": "",
    "slipway.yaml": `node: {version: "${otherNode}"}
units:
  db:
    path: services/db
    kind: custom
    image: golang:1.25
    steps:
      test: {run: [go, test, ./...]}
`,
  })
}

describe("ci", () => {
  test("prints each step's result, keeps the others, and ends with the first red step's code", async () => {
    const source = repoOf()
    const before = treeHash(source)
    const tmp = ownTmp()
    const run = await start(["ci", "--source", source, "--jobs", "1"], { env: tmp.env })
    const result = await run.ended
    const table = `unit  step  status        detail
bad   test  failed        exit 7
db    test  not-runnable  not runnable here: the step asks for the image golang:1.25
good  lint  passed
good  test  passed
none  test  no-tests      services/none/package.json has no script "test". If there are no tests, say so: units.none.tests: none

${note.replace("UNIT", "bad")}
${note.replace("UNIT", "good")}

3 of 5 steps failed`
    expect(result.exitCode).toBe(7)
    expect(result.stdout).toBe(`${table}\n`)
    expect(result.stderr.replace(/\d+\.\d s/g, "N s")).toMatch(`bad \u00b7 test: failed N s
db \u00b7 test: not-runnable
good \u00b7 lint: passed N s
good \u00b7 test: passed N s
none \u00b7 test: no-tests

--- bad \u00b7 test (failed, exit 7): npm run test
`)
    expect(result.stderr).toMatch(/boom/)
    expect(result.stderr).toMatch(
      new RegExp(
        `\nRun one again: node \\S+/core\\.mjs run-step --source ${source} --service bad --step test\n$`,
      ),
    )
    expect(treeHash(source)).toBe(before)
    expect(readdirSync(tmp.dir)).toEqual([])
  })

  test("only the named service", async () => {
    const result = await slipway(["ci", "--source", repoOf(), "--service", "good"])
    expect(result.exitCode).toBe(0)
    expect(result.stdout).toBe(
      `unit  step  status  detail\ngood  lint  passed\ngood  test  passed\n\n${note.replace("UNIT", "good")}\n\n2 steps passed\n`,
    )
  })

  test("the steps outside units, by their name", async () => {
    const source = repo({
      ...npmUnit("app", { test: green }),
      "slipway.yaml": `steps:\n  hello: {kind: node, run: [node, -v], inputs: [app]}\n`,
    })
    const result = await slipway(["ci", "--source", source, "--service", "(root)"])
    expect(result).toMatchObject({ exitCode: 0 })
    expect(result.stdout).toMatch(/^unit {4}step {3}status  detail\n\(root\)  hello  passed\n\n/)
  })

  test("no secret of another unit reaches a step, and its own is not printed", async () => {
    const show = `node -e "console.log('own ' + process.env.OWN_TOKEN + ', other ' + process.env.OTHER_TOKEN)"`
    const source = repo({
      ...npmUnit("app", { test: show }),
      ...npmUnit("other", { test: green }),
      "slipway.yaml": `units: {app: {secrets: [OWN_TOKEN]}, other: {secrets: [OTHER_TOKEN]}}`,
    })
    const env = { OWN_TOKEN: "s3cret-own", OTHER_TOKEN: "s3cret-other" }
    const flags = ["--source", source, "--service", "app"]
    const step = await slipway(["run-step", ...flags, "--step", "test"], env)
    expect(step.exitCode).toBe(0)
    expect(step.stdout).toMatch(/\nown \*\*\*, other undefined\n$/)
    const output = join(tempDir(), "out")
    await slipway(["reports", ...flags, "--output", output], env)
    expect(readFileSync(join(output, "app/test/output.txt"), "utf8")).toMatch(
      /\nown \*\*\*, other undefined\n$/,
    )
  })

  test("npm is given no setting that it does not know", async () => {
    const source = repo(npmUnit("app", { test: green }))
    const result = await slipway([
      "run-step",
      "--source",
      source,
      "--service",
      "app",
      "--step",
      "test",
    ])
    expect(result.stdout).not.toContain("manage-package-manager-versions")
    expect(result.stdout).toMatch(/fine\n$/)
  })

  test("an unknown service is an error with the nearest one, and nothing runs", async () => {
    expect(await slipway(["ci", "--source", repoOf(), "--service", "godo"])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `slipway: there is no unit "godo"; did you mean "good"? The units are: bad, db, good, none\n`,
    })
  })

  test("as JSON", async () => {
    const result = await slipway([
      "ci",
      "--source",
      repoOf(),
      "--service",
      "db",
      "--format",
      "json",
    ])
    expect(JSON.parse(result.stdout)).toEqual({
      passed: false,
      steps: [
        {
          unit: "db",
          step: "test",
          status: "not-runnable",
          exitCode: 1,
          detail: "not runnable here: the step asks for the image golang:1.25",
        },
      ],
      notes: [],
    })
    expect(result.exitCode).toBe(1)
  })

  test("one that fails and then passes is flaky, said so, and green", async () => {
    const once = join(tempDir(), "once")
    const source = repo({
      ...npmUnit("app", { test: green }),
      "slipway.yaml": config(
        "app",
        `const fs = require("fs"); if (!fs.existsSync(process.env.ONCE)) { fs.writeFileSync(process.env.ONCE, ""); process.exit(4) }`,
      ),
    })
    const result = await slipway(["ci", "--source", source, "--retries", "2"], { ONCE: once })
    expect(result.exitCode).toBe(0)
    expect(result.stdout).toContain("app   test  flaky   passed on attempt 2; before: exit 4\n")
    expect(result.stdout).toContain("1 step passed, 1 flaky\n")
  })

  test("a time limit is kept, and the next unit runs", async () => {
    const source = repo({
      ...npmUnit("app", { test: green }),
      ...npmUnit("next", { test: green }),
      "slipway.yaml": config("app", "setInterval(() => {}, 1000)").replace("]}", "], timeout: 1s}"),
    })
    const result = await slipway(["ci", "--source", source])
    expect(result.exitCode).toBe(143)
    expect(result.stdout).toContain("app   test  timed-out  timed out after 1 s\n")
    expect(result.stdout).toContain("next  test  passed\n")
  })

  test("nothing that the caller is in reaches a step", async () => {
    const source = repo({
      ...npmUnit("app", { test: green }),
      "slipway.yaml": config(
        "app",
        `const leaked = Object.keys(process.env).filter((name) => /^(VIRTUAL_ENV|PYTHONPATH|NODE_OPTIONS|NODE_ENV|GIT_DIR|npm_(lifecycle|package))/.test(name))
        console.log(leaked.join()); process.exit(leaked.length)`,
      ),
    })
    const env = {
      VIRTUAL_ENV: "/venv",
      PYTHONPATH: "/x",
      NODE_OPTIONS: "--no-warnings",
      NODE_ENV: "production",
      GIT_DIR: "/x/.git",
      npm_lifecycle_event: "slipway",
      npm_package_name: "slipway",
    }
    const result = await slipway(["ci", "--source", source], env)
    expect(result).toMatchObject({ exitCode: 0 })
  })
})

describe("directories may be called anything", () => {
  test.each([
    ["my app", "my-app"],
    ["\uacb0\uc81c \uc11c\ube44\uc2a4", "\uacb0\uc81c-\uc11c\ube44\uc2a4"],
    ["100% sure", "100-sure"],
    [".hidden", "hidden"],
    ["\uac00".repeat(60), "\uac00".repeat(60)],
  ])("%s", async (dir, name) => {
    const code = `console.log(require("./x.json").dir)`
    const source = repo({
      ...npmUnit(`services/${dir}`, { lint: `node -e '${code}'`, test: green }),
      [`services/${dir}/x.json`]: JSON.stringify({ dir }),
    })
    const output = join(tempDir(), "out")
    const result = await slipway(["reports", "--source", source, "--output", output])
    expect(result.stdout).toContain(`${name}  lint  passed`)
    expect(result.stdout).toContain("2 steps passed\n")
    const written = join(
      output,
      readdirSync(output).find((each) => !each.includes("."))!,
      "lint/output.txt",
    )
    expect(readFileSync(written, "utf8")).toContain(`${dir}\n`)
  })
})

describe("links", () => {
  test("inside the unit and to another directory of the repository are followed", async () => {
    const source = repo({
      ...npmUnit("app", {
        test: `node -e "console.log(require('./shared/a.json').a + require('./own.json').b)"`,
      }),
      "app/shared": { link: "../libs/shared" },
      "app/own.json": { link: "data/b.json" },
      "app/data/b.json": `{"b": 2}`,
      "app/dangling": { link: "../nowhere" },
      "libs/shared/a.json": `{"a": 40}`,
    })
    expect(await slipway(["ci", "--source", source])).toMatchObject({ exitCode: 0 })
  })

  test("that leave the repository are refused by name", async () => {
    const source = repo({
      ...npmUnit("app", { test: green }),
      "app/out": { link: "/etc/hostname" },
    })
    const result = await slipway(["ci", "--source", source])
    expect(result.exitCode).toBe(1)
    expect(result.stdout).toContain(
      "app   test  invalid  a link leaves the repository: app/out -> /etc/hostname.",
    )
  })
})

describe("a source that", () => {
  test("is a link to the repository is the repository", async () => {
    const source = repo({ here: { link: repo(npmUnit("app", { test: green })) } })
    expect(await slipway(["ci", "--source", join(source, "here")])).toMatchObject({ exitCode: 0 })
  })

  test.each([
    ["is a file", { repo: "" }, "DIR/repo is not a directory"],
    [
      "is not there",
      {},
      "cannot read the source DIR/repo: ENOENT: no such file or directory, stat 'DIR/repo'",
    ],
  ])("%s", async (_, files, message) => {
    const dir = repo(files)
    expect(await slipway(["ci", "--source", join(dir, "repo")])).toEqual({
      exitCode: 1,
      stdout: "",
      stderr: `slipway: ${message.replaceAll("DIR", dir)}\n`,
    })
  })

  test("is empty", async () => {
    const result = await slipway(["ci", "--source", tempDir()])
    expect(result.exitCode).toBe(1)
    expect(result.stderr).toMatch(/^slipway: no unit was found: /)
  })

  test.runIf(process.getuid?.() === 0)("is read-only, for a user who is not root", async () => {
    const source = repo(
      npmUnit("app", {
        test: "node -e \"require('fs').writeFileSync('x', ''); require('fs').mkdirSync('ro/y', {recursive: true}); require('fs').chmodSync('ro', 0o500)\"",
      }),
    )
    chmodSync(source, 0o555)
    chmodSync(join(source, "app"), 0o555)
    const dir = tempDir()
    for (const name of ["tmp", "home"]) mkdirSync(join(dir, name))
    for (const path of [dir, join(dir, "tmp"), join(dir, "home")]) chmodSync(path, 0o777)
    const file = join(dir, "core.mjs")
    writeFileSync(file, readFileSync(await cliFile()))
    const out = execFileSync(process.execPath, [file, "ci", "--source", source], {
      cwd: "/",
      uid: 65_534,
      gid: 65_534,
      env: {
        PATH: process.env.PATH,
        TMPDIR: join(dir, "tmp"),
        HOME: join(dir, "home"),
        npm_config_userconfig: "/dev/null",
      },
      stdio: ["ignore", "pipe", "pipe"],
    }).toString()
    expect(out).toContain("app   test  passed\n")
    expect(out).toContain("1 step passed\n")
    expect(readdirSync(join(dir, "tmp"))).toEqual([])
    chmodSync(source, 0o755)
    chmodSync(join(source, "app"), 0o755)
  })
})

describe("this machine", () => {
  test("has a place for temporary files inside the source: refused", async () => {
    const source = repo({ ...npmUnit("app", { test: green }), "tmp/x": "" })
    const run = await start(["ci", "--source", source], { env: { TMPDIR: join(source, "tmp") } })
    expect(await run.ended).toMatchObject({
      exitCode: 1,
      stdout: "",
      stderr: `slipway: TMPDIR is ${source}/tmp, inside the source ${source}: a copy would hold itself. Set TMPDIR to a directory elsewhere; nothing was run\n`,
    })
  })

  test("has no place for temporary files", async () => {
    const source = repo(npmUnit("app", { test: green }))
    const run = await start(["ci", "--source", source], { env: { TMPDIR: join(source, "none") } })
    const result = await run.ended
    expect(result.exitCode).toBe(1)
    expect(result.stderr).toMatch(/^slipway: cannot make a work directory in \S+: ENOENT: /)
  })
})

test("a reader that goes away does not end the run: its copies are removed, its exit code is the result's", async () => {
  const source = repo(npmUnit("app", { test: `node -e "process.exit(7)"` }))
  const tmp = ownTmp()
  const run = await start(["ci", "--source", source], { env: tmp.env })
  run.child.stdout!.destroy()
  run.child.stderr!.destroy()
  const exitCode = await new Promise((resolve) => run.child.on("exit", resolve))
  expect(exitCode).toBe(7)
  expect(readdirSync(tmp.dir)).toEqual([])
})

describe("run-step", () => {
  test("prints what the step prints and ends with its code", async () => {
    const result = await slipway([
      "run-step",
      "--source",
      repoOf(),
      "--service",
      "bad",
      "--step",
      "test",
    ])
    expect(result.exitCode).toBe(7)
    expect(result.stdout).toMatch(/boom\n$/)
    expect(result.stderr).toBe(
      `unit  step  status  detail\nbad   test  failed  exit 7\n\n${note.replace("UNIT", "bad")}\n\n1 of 1 step failed\n`,
    )
  })

  test("needs one service", async () => {
    expect(await slipway(["run-step", "--source", repoOf(), "--step", "test"])).toMatchObject({
      exitCode: 2,
      stderr:
        "slipway: run-step needs exactly one --service NAME; the steps outside units are --service '(root)'\n",
    })
  })

  test("runs a step outside units", async () => {
    const source = repo({
      ...npmUnit("app", { test: green }),
      "slipway.yaml": `steps:\n  hello: {kind: node, run: [node, -p, "40+2"], inputs: [app]}\n`,
    })
    const result = await slipway([
      "run-step",
      "--source",
      source,
      "--service",
      "(root)",
      "--step",
      "hello",
    ])
    expect(result).toMatchObject({ exitCode: 0, stdout: "42\n" })
  })
})
