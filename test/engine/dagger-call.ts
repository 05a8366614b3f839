import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

import { inject, onTestFinished, test } from "vitest"

export const moduleRoot = fileURLToPath(new URL("../..", import.meta.url))

/** A test that needs an engine. */
export const engineTest = test.skipIf(!inject("engine"))

export interface Called {
  code: number
  stdout: string
  stderr: string
}

/** `dagger -m THIS call ...` in a directory. */
export function daggerCall(
  cwd: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Called> {
  return dagger(cwd, ["--silent", "-m", moduleRoot, "call", ...args], env)
}

export function dagger(
  cwd: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Called> {
  return new Promise((resolve, reject) => {
    const child = spawn("dagger", args, {
      cwd,
      env: { ...process.env, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 280_000,
    })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
    child.on("error", reject)
    child.on("close", (code) =>
      resolve({ code: code ?? 128, stdout, stderr: clean(stderr).trim() }),
    )
  })
}

/** Without the trace link, which differs on each call. */
function clean(text: string): string {
  return text.replace(/ \[traceparent:[0-9a-f]{32}-[0-9a-f]{16}\]/g, "")
}

/** A repository in a temporary directory: file names to texts. */
export function repository(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "slipway-engine-"))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  write(root, files)
  return root
}

export function write(root: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

/** The image of the custom units in these tests; any with a shell. */
export const image = "debian:bookworm-slim"
