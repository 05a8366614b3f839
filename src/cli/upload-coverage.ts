import { randomUUID } from "node:crypto"
import { resolve } from "node:path"

import { defaults } from "../config/defaults.ts"
import { checkUpload } from "../coverage/check-upload.ts"
import { coverageFiles } from "../coverage/coverage-files.ts"
import { SlipwayError } from "../errors.ts"
import { cleanEnvironment } from "../runner/host/environment.ts"
import type { ProcessOptions } from "../runner/host/run-process.ts"
import { Toolbox } from "../runner/host/toolbox.ts"
import { quoted } from "../text/quoted.ts"
import { cacheDirectory } from "./cache-directory.ts"
import { cancelOnSignals, signalExitCode } from "./cancel-on-signals.ts"
import { readFlags, required } from "./options.ts"
import { uploadFiles } from "./upload-files.ts"
import type { CliContext, Verb } from "./verb.ts"

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
  const remedy = `${context.program} reports --output ${quoted(reports)}`
  const files = coverageFiles(reports, remedy)
  if (files.length === 0)
    throw new SlipwayError(
      "E_UPLOAD",
      `${reports} holds no UNIT/STEP/coverage.xml; nothing was uploaded. Make it with: ${remedy}`,
    )
  if (!context.env.CODECOV_TOKEN)
    throw new SlipwayError("E_UPLOAD", "CODECOV_TOKEN is not set; nothing was uploaded")

  const signals = cancelOnSignals()
  try {
    const options = await prepare(reports, context, signals.cancel)
    const uploaded = await uploadFiles(files, target, options, context.stdout)
    context.stdout(`${uploaded} of ${files.length} uploaded\n`)
    const by = signals.by()
    if (by !== undefined)
      throw new SlipwayError(
        "E_CANCELLED",
        `cancelled by ${by}: ${uploaded} of ${files.length} uploads had ended well`,
        { exitCode: signalExitCode(by) },
      )
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
