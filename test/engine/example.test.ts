import { appendFileSync, cpSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, beforeAll, describe, expect, inject } from "vitest"

import { dagger, daggerCall, engineTest, moduleRoot } from "./dagger-call.ts"

let studio: string
beforeAll(() => {
  studio = mkdtempSync(join(tmpdir(), "slipway-studio-"))
  cpSync(join(moduleRoot, "examples/studio"), studio, { recursive: true })
})
afterAll(() => rmSync(studio, { recursive: true, force: true }))

const units = [
  "frontend",
  "studio-common",
  "ai-worker",
  "gallery-service",
  "generation-service",
  "payment-service",
  "user-service",
]

describe.skipIf(!inject("engine"))("the guide's monorepo", () => {
  engineTest("is green in containers, every unit and the step outside units", async () => {
    const called = await daggerCall(studio, ["ci", "--source=.", "--format=json"])
    const report = JSON.parse(called.stdout) as {
      passed: boolean
      steps: { unit: string; step: string; status: string; tests?: number }[]
    }
    expect(called.code).toBe(0)
    expect(report.steps.filter(({ step }) => step === "test").map(({ unit }) => unit)).toEqual(
      units,
    )
    expect(report.steps.filter(({ status }) => status !== "passed")).toEqual([])
    expect(report.steps.every(({ step, tests }) => step !== "test" || (tests ?? 0) > 0)).toBe(true)
    expect(report.steps.at(-1)).toEqual({
      unit: "(root)",
      step: "ruff",
      status: "passed",
      exitCode: 0,
      detail: "",
    })
  })

  engineTest("leaves JUnit and coverage of each unit, from the same steps", async () => {
    const called = await daggerCall(studio, [
      "reports",
      "--source=.",
      "export",
      `--path=${join(studio, ".slipway/out")}`,
    ])
    expect(called.code).toBe(0)
    const out = join(studio, ".slipway/out")
    for (const unit of units) expect(existsSync(join(out, unit, "test/junit.xml")), unit).toBe(true)
    for (const unit of units.slice(1))
      expect(existsSync(join(out, unit, "test/coverage.xml")), unit).toBe(true)
    expect(existsSync(join(out, "summary.md"))).toBe(true)
  })

  engineTest(
    "fails with pytest's code and the table when one test fails, the others kept",
    async () => {
      const file = join(studio, "services/gallery-service/tests/test_health.py")
      appendFileSync(file, "\n\ndef test_wrong() -> None:\n    assert 1 == 2\n")
      const called = await daggerCall(studio, ["ci", "--source=."])
      expect(called.code).toBe(1)
      expect(called.stderr).toContain("1 of 17 steps failed: gallery-service \u00b7 test")
      expect(called.stderr).toContain(
        "gallery-service     test       failed  1 of 17 failed: tests.test_health::test_wrong\n",
      )
      expect(called.stderr).toContain("user-service        test       passed  10 passed\n")
      expect(called.stderr).toContain("assert 1 == 2")
    },
  )

  engineTest("is what `dagger check` finds", async () => {
    const called = await dagger(moduleRoot, ["check", "-l"])
    expect(called.code).toBe(0)
    expect(called.stdout + called.stderr).toContain("ci")
  })
})
