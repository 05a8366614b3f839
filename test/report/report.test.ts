import { describe, expect, it } from "vitest"

import { failureMessage } from "../../src/report/failure-message.ts"
import { renderReport } from "../../src/report/render-report.ts"
import { reportFiles, reportPath } from "../../src/report/report-files.ts"
import { exitCodeOf, headline, planNotes, type CiReport } from "../../src/report/report.ts"
import type { StepResult } from "../../src/report/result.ts"
import { verdictResult } from "../../src/report/verdict-result.ts"
import { dedent } from "../support/dedent.ts"
import { planOf } from "../support/plan-of.ts"

function result(change: Partial<StepResult> = {}): StepResult {
  return {
    unit: "user-service",
    step: "lint",
    status: "passed",
    exitCode: 0,
    detail: "",
    seconds: 1,
    counts: undefined,
    output: "",
    command: "ruff check .",
    ...change,
  }
}

const red: CiReport = {
  results: [
    result({ status: "flaky", detail: "passed on attempt 2; before: exit 1" }),
    result({
      step: "test",
      status: "failed",
      exitCode: 3,
      detail: "1 of 2 failed: t::a|b",
      counts: { tests: 2, failed: 1, skipped: 0, failures: ["t::a|b"] },
      output: "E assert 1 == 2\n",
      command: "python -m pytest",
    }),
    verdictResult("web", "test", { status: "no-tests", message: "web has no tests" }),
  ],
  notes: ["web: no lock"],
}
const green: CiReport = { results: [result()], notes: [] }
const how = (unit: string, step: string): string =>
  `slipway run-step --service ${unit} --step ${step}`

describe("renderReport", () => {
  it("is a table for people", () => {
    expect(renderReport(red, "table")).toBe(dedent`
      unit          step  status    detail
      user-service  lint  flaky     passed on attempt 2; before: exit 1
      user-service  test  failed    1 of 2 failed: t::a|b
      web           test  no-tests  web has no tests

      note: web: no lock

      2 of 3 steps failed, 1 flaky
    `)
  })

  it("is Markdown for a job's summary", () => {
    expect(renderReport(red, "markdown")).toBe(
      [
        "| unit | step | status | detail |",
        "| --- | --- | --- | --- |",
        "| user-service | lint | \u26a0\ufe0f flaky | passed on attempt 2; before: exit 1 |",
        "| user-service | test | \u274c failed | 1 of 2 failed: t::a\\|b |",
        "| web | test | \u274c no-tests | web has no tests |",
        "",
        "- web: no lock",
        "",
        "2 of 3 steps failed, 1 flaky",
        "",
      ].join("\n"),
    )
    expect(renderReport(green, "markdown")).toContain("| \u2705 passed |")
  })

  it("is JSON for programs", () => {
    expect(JSON.parse(renderReport(red, "json"))).toEqual({
      passed: false,
      steps: [
        {
          unit: "user-service",
          step: "lint",
          status: "flaky",
          exitCode: 0,
          detail: "passed on attempt 2; before: exit 1",
        },
        {
          unit: "user-service",
          step: "test",
          status: "failed",
          exitCode: 3,
          detail: "1 of 2 failed: t::a|b",
          tests: 2,
          failed: 1,
          skipped: 0,
        },
        { unit: "web", step: "test", status: "no-tests", exitCode: 1, detail: "web has no tests" },
      ],
      notes: ["web: no lock"],
    })
  })
})

describe("a run without steps", () => {
  const none: CiReport = { results: [], notes: [] }

  it("is not green", () => {
    expect(exitCodeOf(none)).toBe(1)
    expect(headline(none)).toBe("nothing ran: there is no step")
    expect(JSON.parse(renderReport(none, "json"))).toEqual({ passed: false, steps: [], notes: [] })
    expect(failureMessage(none, how)).toBe(
      "nothing ran: there is no step\n\nunit  step  status  detail\n\nnothing ran: there is no step",
    )
  })
})

it("the exit code is 0 for green, else that of the first red step, and never 0", () => {
  expect(exitCodeOf(green)).toBe(0)
  expect(exitCodeOf({ results: [result({ status: "flaky" })], notes: [] })).toBe(0)
  expect(exitCodeOf(red)).toBe(3)
  expect(exitCodeOf({ results: [result({ status: "invalid", exitCode: 0 })], notes: [] })).toBe(1)
})

it("the headline counts", () => {
  expect(headline(green)).toBe("1 step passed")
  expect(headline({ results: [result(), result({ status: "flaky" })], notes: [] })).toBe(
    "2 steps passed, 1 flaky",
  )
  expect(headline({ results: [result({ status: "killed" })], notes: [] })).toBe(
    "1 of 1 step failed",
  )
})

describe("failureMessage", () => {
  it("tells the whole story: what failed, the table, the output, the next command", () => {
    expect(failureMessage(red, how)).toBe(
      dedent`
      2 of 3 steps failed, 1 flaky: user-service \u00b7 test, web \u00b7 test

      unit          step  status    detail
      user-service  lint  flaky     passed on attempt 2; before: exit 1
      user-service  test  failed    1 of 2 failed: t::a|b
      web           test  no-tests  web has no tests

      note: web: no lock

      2 of 3 steps failed, 1 flaky

      --- user-service \u00b7 test (failed, exit 3): python -m pytest
      E assert 1 == 2

      Run one again: slipway run-step --service user-service --step test`,
    )
  })

  it("offers no command where nothing can run", () => {
    const verdicts = { results: [red.results[2]!], notes: [] }
    expect(failureMessage(verdicts, how)).toBe(
      dedent`
      1 of 1 step failed: web \u00b7 test

      unit  step  status    detail
      web   test  no-tests  web has no tests

      1 of 1 step failed`,
    )
  })

  const outputOf = (output: string): string => {
    const message = failureMessage(
      { results: [result({ status: "failed", exitCode: 1, output })], notes: [] },
      how,
    )
    return message.slice(
      message.indexOf("ruff check .\n") + 13,
      message.indexOf("\n\nRun one again"),
    )
  }

  it("shows the last lines of a long output, and how many came before", () => {
    const lines = Array.from({ length: 100 }, (_, i) => `line ${i}`)
    expect(outputOf(lines.join("\n"))).toBe(`[40 lines before]\n${lines.slice(40).join("\n")}`)
  })

  it("shows the end of a line without end", () => {
    expect(outputOf(`${"x".repeat(20_000)}END`)).toBe(`${"x".repeat(7_997)}END`)
  })
})

describe("reportFiles", () => {
  it("has a summary, the results, and what each step printed", () => {
    const files = reportFiles(red)
    expect(Object.keys(files)).toEqual([
      "summary.md",
      "report.json",
      "user-service/test/output.txt",
    ])
    expect(files["user-service/test/output.txt"]).toBe("E assert 1 == 2\n")
  })

  it("lays the steps of the root and of Korean units where paths are safe", () => {
    expect(reportPath("(root)", "ruff")).toBe("(root)/ruff")
    expect(reportPath("결제", "test/x")).toBe("결제/test%2Fx")
  })
})

it("planNotes puts the unit before its notes", () => {
  const plan = planOf({ "svc/pyproject.toml": '[project]\nname = "svc"\nversion = "0"\n' })
  expect(planNotes(plan)).toEqual([
    "svc: no uv.lock: the versions are resolved anew on each install; write one with: uv lock --project svc",
  ])
})
