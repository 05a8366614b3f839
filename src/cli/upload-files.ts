import type { UploadTarget } from "../coverage/check-upload.ts"
import { codecovArgv } from "../coverage/codecov-argv.ts"
import type { CoverageFile } from "../coverage/coverage-files.ts"
import { runProcess, type ProcessOptions, type ProcessResult } from "../runner/host/run-process.ts"

/**
 * One upload after the other, `options` for each; gives how many went well and says of each what came
 * of it. Codecov's uploader waits for an answer without a limit, so a server that let one upload hang
 * is not asked again: each further unit would wait as long.
 */
export async function uploadFiles(
  files: readonly CoverageFile[],
  target: UploadTarget,
  options: ProcessOptions,
  say: (text: string) => void,
): Promise<number> {
  let uploaded = 0
  let hung = false
  for (const { unit, file } of files) {
    if (options.cancel.stop.aborted) break
    if (hung) {
      say(`${unit}: not uploaded, as the upload before it hung\n`)
      continue
    }
    const result = await runProcess(codecovArgv({ file, flag: unit, ...target }), options)
    hung = result.timedOut
    if (result.exitCode === 0) uploaded++
    say(result.exitCode === 0 ? `${unit}: uploaded\n` : `${unit}: ${failure(result, options)}\n`)
  }
  return uploaded
}

function failure(result: ProcessResult, options: ProcessOptions): string {
  const how = result.timedOut
    ? `timed out after ${options.timeoutSeconds} s`
    : `exit ${result.exitCode}`
  const token = options.env.CODECOV_TOKEN ?? ""
  // What a server answers is printed, and it may repeat what it was sent.
  const said = token === "" ? result.output : result.output.replaceAll(token, "***")
  return `not uploaded, ${how}\n${said.trim()}`
}
