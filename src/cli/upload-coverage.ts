import { randomUUID } from "node:crypto"
import { resolve } from "node:path"

import type { CliContext, Verb } from "../cli.ts"
import { defaults } from "../config/defaults.ts"
import { checkUpload, type UploadTarget } from "../coverage/check-upload.ts"
import { codecovArgv } from "../coverage/codecov-argv.ts"
import { coverageFiles, type CoverageFile } from "../coverage/coverage-files.ts"
import { SlipwayError } from "../errors.ts"
import { cleanEnvironment } from "../runner/host/environment.ts"
import { runProcess, type ProcessOptions } from "../runner/host/run-process.ts"
import { Toolbox } from "../runner/host/toolbox.ts"
import { cacheDirectory } from "./cache-directory.ts"
import { cancelOnSignals, signalExitCode } from "./cancel-on-signals.ts"
import { readFlags, required } from "./options.ts"

/**
 * One upload per unit that measured coverage. A failed upload is said and is no failure: coverage
 * that Codecov did not get says nothing about the commit.
 */
export const uploadCoverage: Verb = async (args, context) => {
  const values = readFlags("upload-coverage", args, ["reports", "sha", "slug", "branch", "url"])
  const { sha, slug, branch, url } = values
  const target = { sha, slug, branch, url }
  checkUpload(target)
  const reports = resolve(required("upload-coverage", values, "reports"))
  const files = coverageFiles(reports)
  if (files.length === 0)
    throw new SlipwayError(
      "E_UPLOAD",
      `${reports} holds no UNIT/STEP/coverage.xml; nothing was uploaded. Make it with: slipway reports --output ${reports}`,
    )
  if (!context.env.CODECOV_TOKEN)
    throw new SlipwayError("E_UPLOAD", "CODECOV_TOKEN is not set; nothing was uploaded")

  const signals = cancelOnSignals()
  try {
    const options = await prepare(reports, context, signals.cancel)
    let uploaded = 0
    for (const [i, each] of files.entries()) {
      const result = await upload(each, target, options)
      if (result.ok) uploaded++
      context.stdout(result.text)
      const by = signals.by()
      if (by !== undefined)
        throw new SlipwayError(
          "E_CANCELLED",
          `cancelled by ${by} in upload ${i + 1} of ${files.length}`,
          {
            exitCode: signalExitCode(by),
          },
        )
    }
    context.stdout(`${uploaded} of ${files.length} uploaded\n`)
    return 0
  } finally {
    signals.dispose()
  }
}

async function prepare(
  reports: string,
  context: CliContext,
  cancel: ProcessOptions["cancel"],
): Promise<ProcessOptions> {
  const env = cleanEnvironment(context.env)
  const mark = randomUUID()
  const { CODECOV_TOKEN: _, ...withoutToken } = env
  const toolbox = new Toolbox({
    cacheDir: cacheDirectory(context.env),
    env: withoutToken,
    cancel,
    mark,
  })
  const tools = await toolbox.tools({
    toolchain: {
      language: "python",
      version: defaults.python,
      requires: ">=3.9",
      ownImage: false,
      tools: { uv: defaults.uv },
    },
    env: {},
  })
  if ("reason" in tools) throw new SlipwayError("E_TOOL", `${tools.reason}; nothing was uploaded`)
  return {
    cwd: reports,
    env: { ...env, ...tools.env, PATH: [...tools.path, env.PATH].join(":") },
    timeoutSeconds: 300,
    cancel,
    mark,
  }
}

/** What came of one upload, for people. */
async function upload(
  { unit, file }: CoverageFile,
  target: UploadTarget,
  options: ProcessOptions,
): Promise<{ ok: boolean; text: string }> {
  const result = await runProcess(codecovArgv({ file, flag: unit, ...target }), options)
  if (result.exitCode === 0) return { ok: true, text: `${unit}: uploaded\n` }
  const how = result.timedOut
    ? `killed after ${options.timeoutSeconds} s`
    : `exit ${result.exitCode}`
  const token = options.env.CODECOV_TOKEN ?? ""
  const said = token === "" ? result.output : result.output.replaceAll(token, "***")
  return { ok: false, text: `${unit}: not uploaded, ${how}\n${said.trim()}\n` }
}
