import { dag } from "@dagger.io/dagger"

/** What the engine's own exec error carries. Its class is not importable in a module. */
export interface ExecError extends Error {
  cmd: string[]
  exitCode: number
  stdout: string
  stderr: string
}

export function isExecError(error: unknown): error is ExecError {
  return error instanceof Error && error.name === "ExecError" && "exitCode" in error
}

/** The message without the trace link that the engine appends. */
export function cleanMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.replace(/ \[traceparent:[0-9a-f]{32}-[0-9a-f]{16}\]/g, "")
}

/**
 * Fail with this message and this exit code. The command line takes an exit code only from an error
 * of the engine's own, and only from its `extensions`: a new Error always exits 1. So the engine is
 * made to fail on a file that is not there, and its error gets the message and the code.
 */
export async function failWith(message: string, exitCode: number): Promise<never> {
  try {
    await dag.directory().file("exit-code").contents()
  } catch (error) {
    if (!(error instanceof Error)) throw error
    error.message = message
    throw Object.assign(error, {
      extensions: { _type: "EXEC_ERROR", cmd: ["slipway"], exitCode, stdout: "", stderr: "" },
    })
  }
  throw new Error(message)
}
