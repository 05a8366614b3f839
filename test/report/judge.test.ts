import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

import { judge } from "../../src/report/judge.ts"
import { isGreen, isRetryable, type Outcome } from "../../src/report/result.ts"
import { finished, junit, taskWith } from "../support/task-with.ts"

/** Status, exit code and detail in one line. */
function judged(outcome: Outcome, task = taskWith()): string {
  const { status, exitCode, detail } = judge(task, outcome)
  return `${status} ${exitCode} ${detail}`.trim()
}

const linter = taskWith({ step: "lint", reports: {}, counting: {} })
const mocha = taskWith({ reports: {}, counting: { nothingRan: ["^\\s*0 passing\\b"] } })

describe("a finished test run", () => {
  it.each<[string, Partial<Extract<Outcome, { kind: "finished" }>>, string]>([
    ["passed", { junit: junit({ passed: 3 }) }, "passed 0 3 passed"],
    [
      "passed with skips",
      { junit: junit({ passed: 3, skipped: 2 }) },
      "passed 0 3 passed, 2 skipped",
    ],
    [
      "failed",
      { exitCode: 1, junit: junit({ passed: 1, failed: 2 }) },
      "failed 1 2 of 3 failed: t::f0, t::f1",
    ],
    [
      "failed in many places",
      { exitCode: 1, junit: junit({ failed: 5 }) },
      "failed 1 5 of 5 failed: t::f0, t::f1, t::f2, and 2 more",
    ],
    [
      "failed behind `|| true`",
      { junit: junit({ passed: 1, failed: 1 }) },
      "failed 1 1 of 2 failed: t::f0",
    ],
    [
      "failed without a failing test",
      { exitCode: 2, junit: junit({ passed: 2 }) },
      "failed 2 exit 2",
    ],
    ["failed without a report", { exitCode: 4 }, "failed 4 exit 4"],
    [
      "pytest's sign of nothing",
      { exitCode: 5, junit: junit({}) },
      "no-tests 5 no test was collected",
    ],
    ["nothing in the report", { junit: junit({}) }, "no-tests 1 no test ran"],
    ["all skipped", { junit: junit({ skipped: 4 }) }, "no-tests 1 all 4 tests were skipped"],
    [
      "green without a report",
      {},
      "no-tests 1 exit 0, but .slipway/junit.xml is missing or not JUnit XML: nothing shows that a test ran",
    ],
    [
      "green with half a report",
      { junit: "<testsuites><testsuite><testcase/>" },
      "no-tests 1 exit 0, but .slipway/junit.xml is missing or not JUnit XML: nothing shows that a test ran",
    ],
    [
      "killed for memory",
      { exitCode: 137, junit: junit({ passed: 9 }) },
      "killed 137 killed by signal 9, often for want of memory",
    ],
    ["ended by a signal", { exitCode: 143 }, "killed 143 killed by signal 15"],
    ["over its time", { exitCode: 124, timedOut: true }, "timed-out 124 timed out after 60 s"],
    [
      "over its time, with exit 0",
      { timedOut: true, junit: junit({ passed: 1 }) },
      "timed-out 124 timed out after 60 s",
    ],
  ])("is %s", (_, change, expected) => {
    expect(judged(finished(change))).toBe(expected)
  })

  it("knows nothing of tests in a linter", () => {
    expect(judged(finished(), linter)).toBe("passed 0")
    expect(judged(finished({ exitCode: 5 }), linter)).toBe("failed 5 exit 5")
  })

  it("reads the output of a runner without a report", () => {
    expect(judged(finished({ output: "a\n  0 passing (1ms)\n" }), mocha)).toBe(
      "no-tests 1 the test runner ran no test",
    )
    expect(judged(finished({ output: "  10 passing\n" }), mocha)).toBe("passed 0")
    expect(judged(finished({ exitCode: 1, output: "0 passing" }), mocha)).toBe("failed 1 exit 1")
  })

  it("keeps what was counted, how long it took, and what ran", () => {
    expect(judge(taskWith(), finished({ junit: junit({ passed: 2 }), output: "out" }))).toEqual({
      unit: "user-service",
      step: "test",
      status: "passed",
      exitCode: 0,
      detail: "2 passed",
      seconds: 1.5,
      counts: { tests: 2, failed: 0, skipped: 0, failures: [] },
      output: "out",
      command: "python -m pytest",
    })
  })
})

describe("a run that did not come to its command", () => {
  const setup = (output: string, exitCode = 1) =>
    judged({ kind: "setup-failed", stage: "dependencies", exitCode, output })

  it.each([
    [
      "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.",
      "uv.lock does not fit pyproject.toml: run `uv lock` and commit it",
    ],
    [
      "error: No solution found when resolving dependencies\n  cause: Because six was not found in the cache\n\nhint: Packages were unavailable because the network was disabled. When",
      "uv.lock does not fit pyproject.toml: run `uv lock` and commit it",
    ],
    [
      "error: Failed to generate package metadata\n  cause: Because x was not found in the cache\n\nhint: Packages were unavailable because the network was disabled. When",
      "error: Failed to generate package metadata: Because x was not found in the cache",
    ],
    [
      ' ERR_PNPM_OUTDATED_LOCKFILE  Cannot install with "frozen-lockfile"',
      "pnpm-lock.yaml does not fit package.json: run `pnpm install --lockfile-only` and commit it",
    ],
    [
      "npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.",
      "package-lock.json does not fit package.json: run `npm install --package-lock-only` and commit it",
    ],
    [
      "$ uv sync\nerror: Failed to fetch: `https://pypi.org/simple/x/`",
      "error: Failed to fetch: `https://pypi.org/simple/x/`",
    ],
    [
      "warning: x\nerror: Request failed after 3 retries in 8.1s\n  cause: Failed to fetch: `http://x/y/`\n  cause: HTTP status server error (500)\n",
      "error: Request failed after 3 retries in 8.1s: HTTP status server error (500)",
    ],
    [
      "npm error code E500\nnpm error 500 Internal Server Error - GET http://x/y\n",
      "npm error 500 Internal Server Error - GET http://x/y",
    ],
    ["npm error code E500", "npm error code E500"],
    ["something went wrong", "exit 1"],
  ])("for %j says %s", (output, cause) => {
    expect(setup(output)).toBe(`setup-failed 1 dependencies: ${cause}`)
  })

  it("was killed at its limit, whatever it had complained of before", () => {
    expect(
      judged({
        kind: "setup-failed",
        stage: "dependencies",
        exitCode: 143,
        output: "error: x",
        killedAfter: 5,
      }),
    ).toBe("setup-failed 143 dependencies: timed out after 5 s")
  })

  it("is never green, whatever code it had", () => {
    expect(setup("x", 0)).toBe("setup-failed 1 dependencies: exit 0")
    expect(judged({ kind: "killed", exitCode: 0, output: "" })).toBe("killed 137 killed")
  })

  it("was killed with everything around it, could not run here, or had no place to", () => {
    expect(judged({ kind: "killed", exitCode: 137, output: "" })).toBe(
      "killed 137 killed by signal 9, often for want of memory",
    )
    expect(judged({ kind: "not-runnable", reason: "it needs the services db" })).toBe(
      "not-runnable 1 not runnable here: it needs the services db",
    )
    expect(judged({ kind: "broken", message: "\n  no space left on device\nmore" })).toBe(
      "setup-failed 1 no space left on device",
    )
  })
})

describe("of any outcome", () => {
  const counts = fc.record({ passed: fc.nat(3), failed: fc.nat(2), skipped: fc.nat(2) })
  const outcome = fc.record({
    exitCode: fc.oneof(fc.constant(0), fc.nat(255)),
    timedOut: fc.boolean(),
    output: fc.constantFrom("", "0 passing", "10 passing"),
    junit: fc.option(fc.oneof(counts.map(junit), fc.constantFrom("", "<html/>", "<testsuite>")), {
      nil: undefined,
    }),
  })
  const task = fc.constantFrom(
    taskWith(),
    linter,
    mocha,
    taskWith({ counting: { junitRequired: true } }),
  )

  it("a red exit code is never green, nor is a test task that executed no test", () => {
    fc.assert(
      fc.property(outcome, task, (change, any) => {
        const result = judge(any, finished(change))
        if (change.exitCode !== 0 || change.timedOut) expect(isGreen(result)).toBe(false)
        if (any.counting.junitRequired && isGreen(result))
          expect(result.counts!.tests - result.counts!.skipped).toBeGreaterThan(0)
        // The code is 0 exactly where the result is green.
        expect(result.exitCode === 0).toBe(isGreen(result))
      }),
      { numRuns: 500 },
    )
  })
})

it("only what could end differently is tried again", () => {
  const retryable = ["failed", "killed", "timed-out", "setup-failed", "no-tests"] as const
  const final = ["passed", "flaky", "missing", "invalid", "not-runnable"] as const
  expect(retryable.every((status) => isRetryable({ status }))).toBe(true)
  expect(final.some((status) => isRetryable({ status }))).toBe(false)
})
