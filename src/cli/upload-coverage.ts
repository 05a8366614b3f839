import { existsSync, readdirSync } from "node:fs"
import { homedir } from "node:os"
import { join, resolve } from "node:path"

import type { Verb } from "../cli.ts"
import { defaults } from "../config/defaults.ts"
import { checkUpload } from "../coverage/check-upload.ts"
import { codecovArgv } from "../coverage/codecov-argv.ts"
import { SlipwayError } from "../errors.ts"
import { cleanEnvironment } from "../runner/host/environment.ts"
import { runProcess } from "../runner/host/run-process.ts"
import { Toolbox } from "../runner/host/toolbox.ts"
import { readFlags, required } from "./options.ts"

/**
 * One upload per unit that measured coverage. A failed upload is said and is no failure: coverage
 * that Codecov did not get says nothing about the commit.
 */
export const uploadCoverage: Verb = async (args, context) => {
  const values = readFlags("upload-coverage", args, ["reports", "sha", "slug", "branch", "url"])
  const { sha, slug, branch, url } = values
  checkUpload({ sha, slug, branch, url })
  const reports = resolve(required("upload-coverage", values, "reports"))
  const files = coverageFiles(reports)
  if (files.length === 0)
    throw new SlipwayError(
      "E_UPLOAD",
      `${reports} holds no coverage.xml. Make it with: slipway reports --output ${reports}`,
    )
  if (!context.env.CODECOV_TOKEN)
    throw new SlipwayError("E_UPLOAD", "CODECOV_TOKEN is not set; nothing was uploaded")

  const env = cleanEnvironment(context.env)
  const { signal } = new AbortController()
  const cache = join(context.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "slipway")
  const tools = await new Toolbox(cache, env, signal).tools({
    language: "python",
    version: defaults.python,
    requires: ">=3.9",
    ownImage: false,
    tools: { uv: defaults.uv },
  })
  if ("reason" in tools) throw new SlipwayError("E_TOOL", tools.reason)
  let uploaded = 0
  for (const { unit, file } of files) {
    const argv = codecovArgv({
      file,
      flag: unit,
      ...(sha && { sha }),
      ...(slug && { slug }),
      ...(branch && { branch }),
      ...(url && { url }),
    })
    const path = [...tools.path, env.PATH ?? ""].join(":")
    const result = await runProcess(argv, {
      cwd: reports,
      env: { ...env, ...tools.env, PATH: path },
      timeoutSeconds: 300,
      signal,
    })
    if (result.exitCode === 0) uploaded++
    context.stdout(
      result.exitCode === 0
        ? `${unit}: uploaded\n`
        : `${unit}: not uploaded, exit ${result.exitCode}\n${result.output.trim()}\n`,
    )
  }
  context.stdout(`${uploaded} of ${files.length} uploaded\n`)
  return 0
}

function coverageFiles(reports: string): { unit: string; file: string }[] {
  if (!existsSync(reports)) return []
  return readdirSync(reports, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((unit) =>
      readdirSync(join(reports, unit.name)).map((step) => ({
        unit: decodeURIComponent(unit.name),
        file: join(reports, unit.name, step, "coverage.xml"),
      })),
    )
    .filter(({ file }) => existsSync(file))
    .sort((a, b) => (a.unit < b.unit ? -1 : 1))
}
