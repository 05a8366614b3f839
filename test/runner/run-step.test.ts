import { expect, test } from "vitest"

import type { Outcome } from "../../src/report/result.ts"
import { runStep } from "../../src/runner/run-step.ts"
import { nodeTask } from "./tasks.ts"

const task = nodeTask("u", "")
const ends = (exitCode: number, output = ""): Outcome => ({
  kind: "finished",
  exitCode,
  seconds: 1,
  output,
  junit: undefined,
  timedOut: false,
})

/** A runner that ends so, one outcome for each attempt, and what it was asked. */
function runner(...outcomes: Outcome[]) {
  const nonces: (string | undefined)[] = []
  const run = (_: unknown, nonce: string | undefined): Promise<Outcome> => {
    nonces.push(nonce)
    return Promise.resolve(outcomes[nonces.length - 1] ?? outcomes.at(-1)!)
  }
  return { run, nonces }
}

test("a green step is not tried again", async () => {
  const { run, nonces } = runner(ends(0))
  expect(await runStep(task, run, { retry: "x", retries: 3 })).toMatchObject({ status: "passed" })
  expect(nonces).toEqual([undefined])
})

test("one that then passes is flaky, with what it failed with before", async () => {
  const { run, nonces } = runner(ends(1, "boom"), ends(2), ends(0))
  expect(await runStep(task, run, { retries: 5 })).toMatchObject({
    status: "flaky",
    exitCode: 0,
    detail: "passed on attempt 3; before: exit 1",
    output: "boom",
  })
  expect(nonces).toEqual([undefined, "retry#1", "retry#2"])
})

test("one that stays red has the last exit code and says how often it was tried", async () => {
  const { run } = runner(ends(1), ends(2), ends(3))
  expect(await runStep(task, run, { retries: 2 })).toMatchObject({
    status: "failed",
    exitCode: 3,
    detail: "exit 3 (3 attempts)",
  })
})

test("without retries nothing is added", async () => {
  const { run } = runner(ends(1))
  expect(await runStep(task, run, { retries: 0 })).toMatchObject({ detail: "exit 1" })
})

test("a retry by name comes before the counted ones, each with a name of its own", async () => {
  const { run, nonces } = runner(ends(1))
  await runStep(task, run, { retry: "again", retries: 2 })
  expect(nonces).toEqual([undefined, "again", "again#1", "again#2"])
})

test("what cannot end differently is not tried again", async () => {
  const { run, nonces } = runner({ kind: "not-runnable", reason: "no image" })
  expect(await runStep(task, run, { retries: 3 })).toMatchObject({ status: "not-runnable" })
  expect(nonces).toEqual([undefined])
})
