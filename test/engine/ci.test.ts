import { randomUUID } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"

import { describe, expect } from "vitest"

import { daggerCall, engineTest, image, repository, write } from "./dagger-call.ts"

/** Custom units: one command each, told in slipway.yaml. */
function custom(units: Record<string, { run: string; more?: string }>): string {
  const each = Object.entries(units).map(
    ([name, { run, more }]) =>
      `  ${name}:\n    path: ${name}\n    kind: custom\n    image: ${image}\n    steps: {test: {run: [sh, -c, ${JSON.stringify(run)}]${more ?? ""}}}`,
  )
  return `units:\n${each.join("\n")}\n`
}

const junit = '<testsuite><testcase classname="a" name="b"/></testsuite>'

describe("ci", () => {
  engineTest("is green, and prints the table on stdout alone", async () => {
    const root = repository({
      "a/x": "",
      "b/x": "",
      "slipway.yaml": custom({ a: { run: "true" }, b: { run: "true" } }),
    })
    const called = await daggerCall(root, ["ci", "--source=."])
    expect(called).toEqual({
      code: 0,
      stdout:
        "unit  step  status  detail\na     test  passed\nb     test  passed\n\n2 steps passed\n",
      stderr: "",
    })
  })

  engineTest("runs every step to its end and exits with the first red step's code", async () => {
    const root = repository({
      "a/x": "",
      "b/x": "",
      "c/x": "",
      "slipway.yaml": custom({
        a: { run: "true" },
        b: { run: "echo broken; exit 7" },
        c: { run: `mkdir -p r; echo '${junit}' > r/j.xml; kill -9 $$`, more: ", junit: r/j.xml" },
      }),
    })
    const called = await daggerCall(root, ["ci", "--source=."])
    expect(called.code).toBe(7)
    expect(called.stderr.trim()).toBe(
      [
        "Error: 2 of 3 steps failed: b · test, c · test",
        "",
        "unit  step  status  detail",
        "a     test  passed",
        "b     test  failed  exit 7",
        "c     test  killed  killed by signal 9, often for want of memory",
        "",
        "2 of 3 steps failed",
        "",
        "--- b · test (failed, exit 7): sh -c echo broken; exit 7",
        "broken",
        `--- c · test (killed, exit 137): sh -c mkdir -p r; echo '${junit}' > r/j.xml; kill -9 $$`,
        "Killed",
        "",
        "Run one again: dagger call run-step --service b --step test",
      ].join("\n"),
    )
  })

  engineTest("keeps the reports of a step that was killed", async () => {
    const root = repository({
      "c/x": "",
      "slipway.yaml": custom({
        c: {
          run: `mkdir -p r; echo '${junit}' > r/j.xml; echo out; kill -9 $$`,
          more: ", junit: r/j.xml",
        },
      }),
    })
    const called = await daggerCall(root, ["reports", "--source=.", "export", "--path=out"])
    expect(called.code).toBe(0)
    expect(readFileSync(join(root, "out/c/test/junit.xml"), "utf8")).toBe(`${junit}\n`)
    expect(readFileSync(join(root, "out/c/test/output.txt"), "utf8")).toContain("out\n")
    expect(JSON.parse(readFileSync(join(root, "out/report.json"), "utf8"))).toEqual({
      passed: false,
      steps: [
        {
          unit: "c",
          step: "test",
          status: "killed",
          exitCode: 137,
          detail: "killed by signal 9, often for want of memory",
          tests: 1,
          failed: 0,
          skipped: 0,
        },
      ],
      notes: [],
    })
  })

  engineTest("is not green when the tests ran nothing or took too long", async () => {
    const root = repository({
      "a/x": "",
      "b/x": "",
      "slipway.yaml": custom({
        a: { run: "echo '<testsuite/>' > j.xml", more: ", junit: j.xml" },
        b: { run: "sleep 60", more: ", timeout: 2s" },
      }),
    })
    const called = await daggerCall(root, ["ci", "--source=."])
    expect(called.code).toBe(1)
    expect(called.stderr).toContain(
      "\na     test  no-tests   no test ran\nb     test  timed-out  timed out after 2 s\n",
    )
  })

  engineTest(
    "runs a red step again only when asked, and calls what then passes flaky",
    async () => {
      const salt = randomUUID()
      const run = `# ${salt}\ndate +%s%N; test -n "$SLIPWAY_RETRY"`
      const root = repository({ "a/x": salt, "slipway.yaml": custom({ a: { run } }) })
      const stamp = (text: string): string => /^\d{19}$/m.exec(text)?.[0] ?? "none"
      const first = await daggerCall(root, ["ci", "--source=."])
      const again = await daggerCall(root, ["ci", "--source=."])
      expect(first.code).toBe(1)
      expect(stamp(first.stderr)).toMatch(/^\d{19}$/)
      expect(stamp(again.stderr)).toBe(stamp(first.stderr))
      const flaky = await daggerCall(root, ["ci", "--source=.", "--retries=1"])
      expect(flaky).toEqual({
        code: 0,
        stdout:
          "unit  step  status  detail\na     test  flaky   passed on attempt 2; before: exit 1\n\n1 step passed, 1 flaky\n",
        stderr: "",
      })
      const nonce = await daggerCall(root, ["ci", "--source=.", `--retry=${salt}`])
      expect(nonce.code).toBe(0)
    },
  )

  engineTest("executes only what an edit touches", async () => {
    const salt = randomUUID()
    const yaml = custom({
      a: { run: "cat x; date +%s%N > .slipway/t; cat .slipway/t" },
      b: { run: "cat x; date +%s%N" },
    })
    const root = repository({ "a/x": salt, "b/x": salt, "slipway.yaml": yaml, "README.md": "" })
    const stamp = async (unit: string): Promise<string> =>
      (await daggerCall(root, ["run-step", "--source=.", `--service=${unit}`, "--step=test"]))
        .stdout
    const before = { a: await stamp("a"), b: await stamp("b") }
    write(root, { "README.md": "no unit includes this", "a/x": `${salt} edited` })
    const after = { a: await stamp("a"), b: await stamp("b") }
    expect(after.b).toBe(before.b)
    expect(after.a).toContain(`${salt} edited`)
  })

  engineTest(
    "works in directories with spaces, Korean letters and pattern characters",
    async () => {
      const dir = "서비스/결제 서비스 [v2]*"
      const root = repository({
        [`${dir}/a b.txt`]: "안녕",
        "slipway.yaml": `units:\n  결제:\n    path: "${dir}"\n    kind: custom\n    image: ${image}\n    inputs: ["${dir}/a b.txt"]\n    steps: {test: {run: [cat, a b.txt]}}\n`,
      })
      const called = await daggerCall(root, [
        "run-step",
        "--source=.",
        "--service=결제",
        "--step=test",
      ])
      expect(called).toEqual({ code: 0, stdout: "안녕", stderr: "" })
    },
  )

  engineTest("says all problems of a bad configuration", async () => {
    const root = repository({ "a/x": "", "slipway.yaml": "unit: {}\ntimeout: soon\n" })
    const called = await daggerCall(root, ["ci", "--source=."])
    expect(called.code).toBe(1)
    expect(called.stderr).toContain(
      'slipway.yaml:1 unit: expected one of discover, python, node, mirrors, env, timeout, gitops, units, steps, received "unit"; did you mean "units"?',
    )
    expect(called.stderr).toContain(
      'slipway.yaml:2 timeout: expected a duration: a number and s, m or h, for example 10m, received "soon"',
    )
  })
})

describe("what steps may use", () => {
  engineTest("gives a secret to the units that list it, and never prints it", async () => {
    const yaml = `units:\n  a:\n    path: a\n    kind: custom\n    image: ${image}\n    secrets: [API_KEY]\n    steps: {test: {run: [sh, -c, 'echo "key=$API_KEY"; test "$API_KEY" = correct-horse']}}\n`
    const root = repository({ "a/x": "", "slipway.yaml": yaml })
    const without = await daggerCall(root, ["ci", "--source=."])
    expect(without.code).toBe(1)
    expect(without.stderr).toContain(
      "a     test  not-runnable  not runnable here: the secret API_KEY was not given: with-secret --name API_KEY --value env://API_KEY",
    )
    const given = await daggerCall(
      root,
      [
        "with-secret",
        "--name=API_KEY",
        "--value=env://KEY",
        "run-step",
        "--source=.",
        "--service=a",
        "--step=test",
      ],
      { KEY: "correct-horse" },
    )
    expect(given).toEqual({ code: 0, stdout: "key=***\n", stderr: "" })
  })

  engineTest("starts a service beside the tests", async () => {
    const yaml = `units:\n  a:\n    path: a\n    kind: custom\n    image: python:3.12-slim-bookworm\n    services: {web: {image: "python:3.12-slim-bookworm", port: 8000, args: [python3, -m, http.server, "8000"]}}\n    steps: {test: {run: [python3, -c, "import urllib.request as u; print(u.urlopen('http://web:8000/').status)"]}}\n`
    const root = repository({ "a/x": "", "slipway.yaml": yaml })
    const called = await daggerCall(root, ["run-step", "--source=.", "--service=a", "--step=test"])
    expect(called).toEqual({ code: 0, stdout: "200\n", stderr: "" })
  })

  engineTest("gives a step's container, prepared and not run", async () => {
    const root = repository({ "a/x": "hello", "slipway.yaml": custom({ a: { run: "exit 3" } }) })
    const called = await daggerCall(root, [
      "container",
      "--source=.",
      "--service=a",
      "--step=test",
      "with-exec",
      "--args=cat,x",
      "stdout",
    ])
    expect(called).toEqual({ code: 0, stdout: "hello", stderr: "" })
  })
})
