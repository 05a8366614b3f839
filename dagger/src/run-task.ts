import type { Container } from "@dagger.io/dagger"
import { getTracer } from "@dagger.io/dagger/telemetry"

import { reportDir, type Outcome, type Task } from "../core.js"
import { inWork, ranContainer, type Workshop } from "./containers.js"
import { cleanMessage, isExecError, type ExecError } from "./exec-error.js"

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
  const ran = ranContainer(task, shop, nonce)
  try {
    const exit = await ran.file(`${inWork(task.command.cwd)}/${reportDir}/exit`).contents()
    const [code, seconds] = exit.trim().split(" ").map(Number)
    if (code === undefined || Number.isNaN(code))
      return { kind: "broken", message: `the run script left no exit code, but: ${exit}` }
    shop.finished.set(`${task.unit}/${task.step}`, { task, container: ran })
    const [output, junit] = await Promise.all([ran.combinedOutput(), readIfThere(ran, task)])
    return {
      kind: "finished",
      exitCode: code,
      seconds: seconds ?? 0,
      output,
      junit,
      timedOut: code === 124,
    }
  } catch (error) {
    return isExecError(error)
      ? fromExecError(error)
      : { kind: "broken", message: cleanMessage(error) }
  }
}

async function readIfThere(ran: Container, task: Task): Promise<string | undefined> {
  if (task.reports.junit === undefined) return undefined
  const path = `${inWork(task.command.cwd)}/${task.reports.junit}`
  return (await ran.exists(path)) ? ran.file(path).contents() : undefined
}

/** A stage fails as itself; the step's own exec fails only when something kills the script too. */
function fromExecError(error: ExecError): Outcome {
  const output = [error.stdout, error.stderr].filter((text) => text !== "").join("\n")
  const [, mode, label, ...argv] = error.cmd
  if (mode === "step") return { kind: "killed", exitCode: error.exitCode, output }
  return {
    kind: "setup-failed",
    stage: label ?? "setup",
    exitCode: error.exitCode,
    output: `$ ${argv.join(" ")}\n${output}`,
  }
}
