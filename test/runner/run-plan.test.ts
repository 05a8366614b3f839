import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, test } from "vitest"

import type { Task } from "../../src/runner/task.ts"
import { Beacon, connects } from "./beacon.ts"
import { nodeTask, runTasks } from "./tasks.ts"
import { repo, tempDir } from "./temp.ts"

const files = { "a/x.txt": "x", "b/y.txt": "y", "c/z.txt": "z" }

function write(file: string, text: string): string {
  return `require("fs").writeFileSync(${JSON.stringify(file)}, ${JSON.stringify(text)})\n`
}

const junit = (cases: string): string => `<testsuites><testsuite>${cases}</testsuite></testsuites>`
const reports = { junit: ".slipway/junit.xml", coverage: ".slipway/coverage.xml" }

describe("every step runs to its end", () => {
  test("whatever becomes of the others, in the order of the plan", async () => {
    const ran = await runTasks(repo(files), [
      nodeTask("a", "process.exit(3)"),
      nodeTask("b", `process.kill(process.pid, "SIGSEGV")`),
      nodeTask("c", `console.log(require("fs").readFileSync("z.txt", "utf8"))`),
    ])
    expect(ran.results.map((each) => [each.unit, each.status, each.exitCode, each.detail])).toEqual(
      [
        ["a", "failed", 3, "exit 3"],
        ["b", "killed", 139, "killed by signal 11"],
        ["c", "passed", 0, ""],
      ],
    )
    expect(ran.results[2]!.output).toBe("z\n")
    expect(ran.notes).toEqual([])
  })

  test("also when the machine cannot do what one of them asks for", async () => {
    const toolchain = nodeTask("a", "").toolchain
    const ran = await runTasks(repo(files), [
      nodeTask("a", "", { image: "postgres:17", toolchain: { ...toolchain, ownImage: true } }),
      nodeTask("a", "", {
        step: "db",
        services: [
          { name: "db", image: "postgres", port: 5432, env: {} },
          { name: "cache", image: "redis", port: 6379, env: {} },
        ],
      }),
      nodeTask("b", "", { toolchain: { ...toolchain, language: "custom" }, image: "golang:1.25" }),
      nodeTask("b", "", { step: "old", toolchain: { ...toolchain, requires: "<1" } }),
      nodeTask("c", ""),
    ])
    expect(ran.results.map((each) => [each.status, each.exitCode, each.detail])).toEqual([
      ["not-runnable", 1, "not runnable here: the step asks for the image postgres:17"],
      ["not-runnable", 1, "not runnable here: the step needs the services db, cache"],
      ["not-runnable", 1, "not runnable here: the step asks for the image golang:1.25"],
      [
        "not-runnable",
        1,
        `not runnable here: engines.node is <1; this Node is ${process.versions.node}`,
      ],
      ["passed", 0, ""],
    ])
  })

  test("a copy that cannot be made is that step's failure", async () => {
    const workDir = repo({ "0.0": "a file where the copy should be" })
    const ran = await runTasks(repo(files), [nodeTask("a", ""), nodeTask("b", "")], { workDir })
    expect(ran.results.map((each) => [each.status, each.detail])).toEqual([
      [
        "setup-failed",
        `in the copy of the unit: ENOTDIR: not a directory, mkdir '${workDir}/0.0/copy'`,
      ],
      ["passed", ""],
    ])
  })

  test("150 units, two at a time, leave neither copies nor processes", async () => {
    const names = Array.from({ length: 150 }, (_, i) => `u${i}`)
    const root = repo(Object.fromEntries(names.map((name) => [`${name}/x`, name])))
    const tasks = names.map((name) =>
      nodeTask(name, "", { command: { argv: ["cat", "x"], cwd: name } }),
    )
    const ran = await runTasks(root, tasks, { jobs: 2 })
    expect(ran.results.map((each) => each.output)).toEqual(names)
    expect(readdirSync(ran.workDir)).toEqual([])
  })
})

describe("units run beside each other, the steps of one after each other", () => {
  test("as many at once as asked", async () => {
    const beacon = await Beacon.start()
    // Each waits until the other runs: with one job they would never end.
    const meet = (own: string, other: string): Task =>
      nodeTask(own, connects(own, `beacon.on("data", () => process.exit(0))`), {
        env: { BEACON_PORT: beacon.port, OTHER: other },
        timeoutSeconds: 20,
      })
    const running = runTasks(repo(files), [meet("a", "b"), meet("b", "a")], { jobs: 2 })
    await Promise.all([beacon.running("a"), beacon.running("b")])
    beacon.say("a", "go")
    beacon.say("b", "go")
    expect((await running).results.map((each) => each.status)).toEqual(["passed", "passed"])
  })

  test("with one job, in the plan's order", async () => {
    const order: string[] = []
    await runTasks(
      repo(files),
      [nodeTask("a", "", { step: "lint" }), nodeTask("b", ""), nodeTask("a", "")],
      { jobs: 1, onResult: ({ unit, step }) => order.push(`${unit} ${step}`) },
    )
    expect(order).toEqual(["a lint", "a test", "b test"])
  })
})

describe("stages", () => {
  const counted = `const fs = require("fs"); fs.appendFileSync(process.env.COUNT, "i")\n`

  function counting(code: string) {
    const log = join(tempDir(), "count")
    const stages = [
      {
        label: "dependencies",
        inputs: [{ path: "a" }],
        commands: [{ argv: [process.execPath, "-e", counted + code], cwd: "a" }],
      },
    ]
    const tasks = ["lint", "typecheck", "test"].map((step) =>
      nodeTask("a", "", { step, stages, env: { COUNT: log } }),
    )
    return { tasks, count: () => readFileSync(log, "utf8").length }
  }

  test("are done once for all steps of the unit", async () => {
    const { tasks, count } = counting("")
    const ran = await runTasks(repo(files), tasks)
    expect(ran.results.map((each) => each.status)).toEqual(["passed", "passed", "passed"])
    expect(count()).toBe(1)
  })

  test("that fail fail once, for all steps: a registry that hangs is not waited for three times", async () => {
    const { tasks, count } = counting(`console.error("error: no network"); process.exit(7)`)
    const ran = await runTasks(repo(files), tasks)
    expect(ran.results).toHaveLength(3)
    expect(ran.results.map((each) => [each.status, each.exitCode, each.detail])).toEqual(
      ran.results.map(() => ["setup-failed", 7, "dependencies: error: no network"]),
    )
    expect(count()).toBe(1)
  })

  test("that fail are tried again by a retry, and then done for all", async () => {
    const { tasks, count } = counting(
      `if (fs.readFileSync(process.env.COUNT).length < 2) process.exit(7)`,
    )
    const ran = await runTasks(repo(files), tasks, { retries: 1 })
    expect(ran.results.map((each) => [each.status, each.detail])).toEqual([
      ["flaky", "passed on attempt 2; before: dependencies: exit 7"],
      ["passed", ""],
      ["passed", ""],
    ])
    expect(count()).toBe(2)
  })

  test("that never end are ended, and say so", async () => {
    const { tasks } = counting("setInterval(() => {}, 1000)")
    const ran = await runTasks(repo(files), [{ ...tasks[0]!, stageTimeoutSeconds: 0.4 }])
    expect(ran.results).toMatchObject([
      {
        status: "setup-failed",
        exitCode: 143,
        output: expect.stringMatching(/\ntimed out after 0\.4 s$/),
      },
    ])
  })
})

describe("a copy", () => {
  const source = { label: "source", inputs: [{ path: "a" }], commands: [] }
  const needs = (path: string): Task["stages"][number] => ({
    label: "dependencies",
    inputs: [],
    commands: [
      { argv: [process.execPath, "-e", `require("fs").readFileSync("${path}")`], cwd: "" },
    ],
  })

  test.each([
    ["before", ["lint", "test"]],
    ["after", ["test", "lint"]],
  ])(
    "shows a preparation no file of a step that ran %s it: only its own inputs",
    async (_, steps) => {
      const tasks = {
        lint: nodeTask("a", "", { step: "lint", stages: [source] }),
        test: nodeTask("a", "", { stages: [needs("a/x.txt"), source] }),
      }
      const ran = await runTasks(
        repo(files),
        steps.map((step) => tasks[step as keyof typeof tasks]),
      )
      expect(ran.results.map((each) => [each.step, each.status])).toEqual(
        steps.map((step) => [step, step === "lint" ? "passed" : "setup-failed"]),
      )
    },
  )

  test("is shared by steps with the same preparation, and gone with the last of them", async () => {
    const show = `console.log(process.cwd())`
    const bare = nodeTask("a", show, { step: "lint" })
    const more = { stages: [...bare.stages, needs("a/x.txt")] }
    const ran = await runTasks(repo(files), [
      nodeTask("a", show, { step: "typecheck", ...more }),
      bare,
      nodeTask("a", show, { step: "test", ...more }),
      nodeTask("a", `console.log(require("fs").existsSync("../../../0.0"))`, {
        step: "other",
        stages: [needs("/dev/null"), source],
      }),
    ])
    const dir = `${ran.workDir}/0.0/copy/a\n`
    expect(ran.results.map((each) => [each.step, each.output])).toEqual([
      ["typecheck", dir],
      ["lint", dir],
      ["test", dir],
      ["other", "false\n"],
    ])
  })

  test("is made anew for a retry: what the attempt before has left turns nothing green", async () => {
    const code = (place: string): string =>
      `const left = ${place} + "/left"; if (!require("fs").existsSync(left)) { require("fs").writeFileSync(left, ""); process.exit(9) }`
    const ran = await runTasks(
      repo(files),
      [nodeTask("a", code(`"."`)), nodeTask("b", code(`require("os").tmpdir()`))],
      { retries: 2 },
    )
    expect(ran.results.map((each) => [each.status, each.detail])).toEqual([
      ["failed", "exit 9 (3 attempts)"],
      ["failed", "exit 9 (3 attempts)"],
    ])
  })

  test("whose preparation failed is not prepared again for a step that needs more", async () => {
    const log = join(tempDir(), "count")
    const fails = {
      label: "dependencies",
      inputs: [],
      commands: [
        {
          argv: [
            process.execPath,
            "-e",
            `require("fs").appendFileSync(${JSON.stringify(log)}, "i"); process.exit(3)`,
          ],
          cwd: "",
        },
      ],
    }
    const ran = await runTasks(repo(files), [
      nodeTask("a", "", { stages: [fails, needs("x")] }),
      nodeTask("a", "", { step: "typecheck", stages: [fails, needs("y")] }),
    ])
    expect(ran.results.map((each) => each.detail)).toEqual([
      "dependencies: exit 3",
      "dependencies: exit 3",
    ])
    expect(readFileSync(log, "utf8")).toBe("i")
  })
})

describe("what a step reports", () => {
  const xml = junit(`<testcase name="t"/>`)

  test("is kept as UNIT/STEP/FILE", async () => {
    const code = write(reports.junit, xml) + write(reports.coverage, "<coverage/>")
    const ran = await runTasks(repo(files), [nodeTask("a", code, { reports })])
    expect(ran.results).toMatchObject([{ status: "passed", detail: "1 passed" }])
    expect(readFileSync(join(ran.reportsDir, "a/test/junit.xml"), "utf8")).toBe(xml)
    expect(readFileSync(join(ran.reportsDir, "a/test/coverage.xml"), "utf8")).toBe("<coverage/>")
  })

  test("half a file before death by 137 is kept and not believed", async () => {
    const code = write(reports.junit, xml.slice(0, 40)) + `process.exit(137)`
    const ran = await runTasks(repo(files), [
      nodeTask("a", code, { reports, counting: { junitRequired: true } }),
      nodeTask("b", ""),
    ])
    expect(ran.results).toMatchObject([
      {
        status: "killed",
        exitCode: 137,
        detail: "killed by signal 9, often for want of memory",
        counts: undefined,
      },
      { status: "passed" },
    ])
    expect(existsSync(join(ran.reportsDir, "a/test/junit.xml"))).toBe(true)
  })

  test("half a file and exit 0 is not green", async () => {
    const ran = await runTasks(repo(files), [
      nodeTask("a", write(reports.junit, xml.slice(0, 40)), {
        reports,
        counting: { junitRequired: true },
      }),
    ])
    expect(ran.results).toMatchObject([{ status: "no-tests", exitCode: 1 }])
  })

  test("a file that the repository has already is not believed", async () => {
    const root = repo({ "a/out/junit.xml": xml, "a/.slipway/junit.xml": xml })
    for (const path of ["out/junit.xml", ".slipway/junit.xml"]) {
      const ran = await runTasks(root, [
        nodeTask("a", "", { reports: { junit: path }, counting: { junitRequired: true } }),
      ])
      expect(ran.results).toMatchObject([{ status: "no-tests" }])
      expect(existsSync(join(ran.reportsDir, "a"))).toBe(false)
    }
  })

  test("nor is the file of the attempt before", async () => {
    const once = join(tempDir(), "once")
    const code = `if (!require("fs").existsSync(${JSON.stringify(once)})) {
      ${write(once, "")} ${write("out.xml", xml)} process.exit(1) }`
    const ran = await runTasks(
      repo(files),
      [nodeTask("a", code, { reports: { junit: "out.xml" }, counting: { junitRequired: true } })],
      { retries: 1 },
    )
    expect(ran.results).toMatchObject([{ status: "no-tests" }])
  })

  test.each([
    ["a pipe", `require("child_process").execFileSync("mkfifo", [".slipway/junit.xml"])`],
    ["a directory", `require("fs").mkdirSync(".slipway/junit.xml")`],
    ["a link to itself", `require("fs").symlinkSync("junit.xml", ".slipway/junit.xml")`],
    ["a link to an endless device", `require("fs").symlinkSync("/dev/zero", ".slipway/junit.xml")`],
    [
      "a file of 100 MiB",
      `require("fs").writeFileSync(".slipway/junit.xml", ""); require("fs").truncateSync(".slipway/junit.xml", 100 << 20)`,
    ],
  ])("%s is no report", async (_, code) => {
    const ran = await runTasks(repo(files), [
      nodeTask("a", code, { reports, counting: { junitRequired: true } }),
    ])
    expect(ran.results).toMatchObject([{ status: "no-tests" }])
  })
})

describe("a step sees", () => {
  const show = (...names: string[]): string =>
    `console.log(JSON.stringify(${JSON.stringify(names)}.map((name) => process.env[name] ?? null)))`

  test("the secrets that its unit lists, and not another unit's", async () => {
    const env = { A_TOKEN: "one", B_TOKEN: "two" }
    const names = ["A_TOKEN", "B_TOKEN"]
    const ran = await runTasks(
      repo(files),
      [
        nodeTask("a", show(...names), { secrets: ["A_TOKEN"] }),
        nodeTask("b", show(...names), { secrets: ["B_TOKEN"] }),
        nodeTask("c", show(...names)),
      ],
      { env },
    )
    expect(ran.results.map((each) => each.output)).toEqual([
      '["one",null]\n',
      '[null,"two"]\n',
      "[null,null]\n",
    ])
  })

  test("no secret of a unit that was not selected", async () => {
    const ran = await runTasks(repo(files), [nodeTask("a", show("B_TOKEN"))], {
      env: { B_TOKEN: "two" },
      secrets: ["B_TOKEN"],
    })
    expect(ran.results[0]!.output).toBe("[null]\n")
  })

  test("a secret that is not there is said by its name", async () => {
    const ran = await runTasks(repo(files), [nodeTask("a", "", { secrets: ["NO_SUCH_TOKEN"] })])
    expect(ran.results).toMatchObject([
      {
        status: "not-runnable",
        detail: "not runnable here: the secret NO_SUCH_TOKEN is not in the environment",
      },
    ])
  })

  test("its own variables over the unit's over the caller's", async () => {
    const ran = await runTasks(
      repo(files),
      [
        nodeTask("a", show("ONE", "TWO", "THREE"), {
          env: { TWO: "unit", THREE: "unit" },
          stepEnv: { THREE: "step" },
        }),
      ],
      { env: { ONE: "caller", TWO: "caller", THREE: "caller" } },
    )
    expect(ran.results[0]!.output).toBe('["caller","unit","step"]\n')
  })

  test("a place for temporary files that goes with its copy", async () => {
    const code = `console.log(require("fs").mkdtempSync(require("os").tmpdir() + "/x"))`
    const ran = await runTasks(repo(files), [nodeTask("a", code)])
    expect(ran.results[0]!.output.startsWith(`${ran.workDir}/`)).toBe(true)
    expect(readdirSync(ran.workDir)).toEqual([])
  })

  test("its own directory's programs first", async () => {
    const root = repo({ "a/bin/tool": { text: "#!/bin/sh\necho own\n", mode: 0o755 } })
    const ran = await runTasks(root, [
      nodeTask("a", "", { path: ["a/bin"], command: { argv: ["tool"], cwd: "a" } }),
    ])
    expect(ran.results[0]!.output).toBe("own\n")
  })
})

test("links that leave the repository are told and not followed", async () => {
  const elsewhere = repo({ "mine.txt": "mine" })
  const root = repo({ "a/x": "", "a/out": { link: join(elsewhere, "mine.txt") } })
  const ran = await runTasks(root, [nodeTask("a", write("out", "overwritten"))])
  expect(ran.notes).toEqual([
    `a: a/out -> ${elsewhere}/mine.txt leaves the repository and is not in the copy`,
  ])
  expect(readFileSync(join(elsewhere, "mine.txt"), "utf8")).toBe("mine")
})

test("a step's changes stay in the copy", async () => {
  const root = repo(files)
  const before = execFileSync("find", [root, "-printf", "%p %m %T@ %s\\n"]).toString()
  await runTasks(root, [
    nodeTask(
      "a",
      `${write("x.txt", "changed")} ${write("new.txt", "")} require("fs").chmodSync(".", 0o500)`,
    ),
  ])
  expect(execFileSync("find", [root, "-printf", "%p %m %T@ %s\\n"]).toString()).toBe(before)
})

test("after cancellation nothing starts, and what ran is not counted", async () => {
  const beacon = await Beacon.start()
  const stop = new AbortController()
  const running = runTasks(
    repo(files),
    [
      nodeTask("a", "", { step: "lint" }),
      nodeTask("a", connects("a"), { env: { BEACON_PORT: beacon.port } }),
      nodeTask("b", ""),
    ],
    { jobs: 1, retries: 9999, cancel: { stop: stop.signal, kill: stop.signal } },
  )
  await beacon.running("a")
  const asked = performance.now()
  stop.abort()
  expect((await running).results.map((each) => [each.unit, each.step])).toEqual([["a", "lint"]])
  expect(performance.now() - asked).toBeLessThan(3_000)
  await beacon.gone("a")
})

test("a green step's long output is cut, a red one's is kept", async () => {
  const code = (exit: number): string =>
    `console.log("x".repeat(200000)); process.exitCode = ${exit}`
  const ran = await runTasks(repo(files), [nodeTask("a", code(0)), nodeTask("b", code(1))])
  expect(ran.results.map((each) => each.output.length)).toEqual([65_536, 200_001])
})
