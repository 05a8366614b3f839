import { spawn, type ChildProcess } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { build } from "esbuild"
import { afterAll } from "vitest"

import { runCli } from "../../src/cli.ts"
import { tempDir, type Entry } from "../runner/temp.ts"

export interface CliResult {
  exitCode: number
  stdout: string
  stderr: string
}

/** The command line in this process. */
export async function slipway(
  args: string[],
  env: Record<string, string> = {},
): Promise<CliResult> {
  let stdout = ""
  let stderr = ""
  const exitCode = await runCli(args, {
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    env: { ...quietEnvironment(), ...env },
    program: "node x/core.js",
  })
  return { exitCode, stdout, stderr }
}

/** This machine's variables without a person's npm settings, which could turn scripts off. */
export function quietEnvironment(): Record<string, string | undefined> {
  return { ...process.env, npm_config_userconfig: "/dev/null", npm_config_offline: "true" }
}

let built: Promise<string> | undefined

// At the end of the test file: a worker is ended without the event "exit".
afterAll(async () => {
  if (built !== undefined) rmSync(dirname(await built), { recursive: true, force: true })
})

/** The command line as the one file that people run, made from src/ as it is now. */
export function cliFile(): Promise<string> {
  built ??= bundle()
  return built
}

async function bundle(): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), "test-slipway-cli-"))
  const outfile = join(dir, "core.mjs")
  await build({
    entryPoints: [join(import.meta.dirname, "../../src/core.ts")],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    outfile,
    banner: {
      js: `import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);`,
    },
  })
  return outfile
}

export interface Started {
  child: ChildProcess
  /** What it has printed so far. */
  stderr: () => string
  ended: Promise<CliResult & { signal: NodeJS.Signals | null }>
}

export interface StartOptions {
  env?: Record<string, string | undefined>
  cwd?: string
  /** As another user; the bundle has to be readable for it. */
  uid?: number
  node?: string[]
}

/** The command line as a process of its own. */
export async function start(args: string[], options: StartOptions = {}): Promise<Started> {
  const file = await cliFile()
  const child = spawn(process.execPath, [...(options.node ?? []), file, ...args], {
    cwd: options.cwd ?? tmpdir(),
    env: { ...quietEnvironment(), ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  })
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<CliResult & { signal: NodeJS.Signals | null }>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ exitCode: code ?? -1, signal, stdout, stderr }))
  })
  return { child, stderr: () => stderr, ended }
}

/** A Node unit without dependencies: `npm ci` needs no network for it. */
export function npmUnit(
  dir: string,
  scripts: Record<string, string>,
  more: object = {},
): Record<string, Entry> {
  const name = "unit"
  const version = "1.0.0"
  return {
    [`${dir}/package.json`]: JSON.stringify({ name, version, scripts, ...more }),
    [`${dir}/package-lock.json`]: JSON.stringify({
      name,
      version,
      lockfileVersion: 3,
      requires: true,
      packages: { "": { name, version } },
    }),
  }
}

/** A place for temporary files of its own, to see what a run leaves there. */
export function ownTmp(): { dir: string; env: Record<string, string> } {
  const dir = tempDir()
  return { dir, env: { TMPDIR: dir } }
}
