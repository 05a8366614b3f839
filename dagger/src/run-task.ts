import { getTracer } from "@dagger.io/dagger/telemetry"

import type { Outcome, Task } from "../core.js"
import { ranContainer } from "./containers.js"
import { cleanMessage, isExecError, type ExecError } from "./exec-error.js"
import { cannotReport, lateLine, resultFile } from "./run-script.js"
import type { Workshop } from "./workshop.js"

/** Run one task in its containers, as one span of the trace. What fails becomes an outcome. */
export function runTask(task: Task, shop: Workshop, nonce: string | undefined): Promise<Outcome> {
  return getTracer().startActiveSpan(`${task.unit} \u00b7 ${task.step}`, () =>
    observe(task, shop, nonce),
  )
}

async function observe(task: Task, shop: Workshop, nonce: string | undefined): Promise<Outcome> {
  const missing = task.secrets.find((name) => !shop.secrets.has(name))
  if (missing !== undefined)
    return {
      kind: "not-runnable",
      reason: `the secret ${missing} was not given: with-secret --name ${missing} --value env://${missing}`,
    }
  try {
    const container = await ranContainer(task, shop, nonce)
    const text = await container.file(resultFile).contents()
    const [first = "", ...rest] = text.split("\n")
    const [code = "", seconds = "", late] = first.split(" ")
    const exitCode = Number(code)
    if (code === "" || !Number.isInteger(exitCode))
      return { kind: "broken", message: `the run script left no exit code, but: ${first}` }
    shop.finished.set(`${task.unit}/${task.step}`, { task, container })
    const junit = rest.join("\n")
    // What a green step printed matters only where it is the one sign that something ran.
    const wanted =
      shop.keepOutput || exitCode !== 0 || (junit === "" && task.counting.nothingRan !== undefined)
    return {
      kind: "finished",
      exitCode,
      seconds: Number(seconds),
      output: wanted ? await container.combinedOutput() : "",
      junit: junit === "" ? undefined : junit,
      timedOut: late === "timed-out",
    }
  } catch (error) {
    return isExecError(error)
      ? fromExecError(error, task)
      : { kind: "broken", message: cleanMessage(error) }
  }
}

/** A stage fails as itself; a step's exec fails only where the script could not report, or was killed. */
function fromExecError(error: ExecError, task: Task): Outcome {
  const output = [error.stdout, error.stderr].filter((text) => text !== "").join("\n")
  const [, mode, label, ...argv] = error.cmd
  if (mode === "step")
    return error.exitCode === cannotReport
      ? { kind: "broken", message: output }
      : { kind: "killed", exitCode: error.exitCode, output }
  const limit = task.stageTimeoutSeconds
  const late = error.stderr.trimEnd().endsWith(lateLine(limit))
  return {
    kind: "setup-failed",
    stage: label ?? "setup",
    exitCode: error.exitCode,
    output: `$ ${argv.join(" ")}\n${output}`,
    ...(late ? { killedAfter: limit } : {}),
  }
}
