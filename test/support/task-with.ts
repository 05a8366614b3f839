import type { Outcome } from "../../src/report/result.ts"
import type { Task } from "../../src/runner/task.ts"

/** A task as pytest's, changed as a test needs it. */
export function taskWith(change: Partial<Task> = {}): Task {
  return {
    unit: "user-service",
    step: "test",
    title: "pytest",
    image: "python:3.12",
    toolFiles: [],
    toolchain: { language: "python", version: "3.12", requires: "", ownImage: false, tools: {} },
    env: {},
    stepEnv: {},
    secrets: [],
    services: [],
    caches: [],
    path: [],
    stages: [],
    command: { argv: ["python", "-m", "pytest"], cwd: "services/user" },
    reports: { junit: ".slipway/junit.xml" },
    counting: { noTestsExit: 5, junitRequired: true },
    timeoutSeconds: 60,
    stageTimeoutSeconds: 60,
    ...change,
  }
}

/** A finished run, changed as a test needs it. */
export function finished(
  change: Partial<Extract<Outcome, { kind: "finished" }>> = {},
): Extract<Outcome, { kind: "finished" }> {
  return {
    kind: "finished",
    exitCode: 0,
    seconds: 1.5,
    output: "",
    junit: undefined,
    timedOut: false,
    ...change,
  }
}

/** A JUnit file with so many cases of each kind. */
export function junit({ passed = 0, failed = 0, skipped = 0 }): string {
  const cases = [
    ...Array.from({ length: passed }, (_, i) => `<testcase classname="t" name="p${i}"/>`),
    ...Array.from(
      { length: failed },
      (_, i) => `<testcase classname="t" name="f${i}"><failure message="x"/></testcase>`,
    ),
    ...Array.from(
      { length: skipped },
      (_, i) => `<testcase classname="t" name="s${i}"><skipped/></testcase>`,
    ),
  ]
  return `<?xml version="1.0"?><testsuites><testsuite tests="999">${cases.join("")}</testsuite></testsuites>`
}
