import { spawn, type ChildProcess } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { cliFile, type CliResult } from "../cli/slipway.ts"
import { tempDir } from "../runner/temp.ts"
import { BareRepository } from "./bare-repository.ts"

export const units = ["api", "web"]
export const overlayFile = "overlays/dev/kustomization.yaml"
export const recordFile = "overlays/dev/.slipway.yaml"

/** What is deployed before any release. */
export const seed: Readonly<Record<string, string>> = {
  [overlayFile]: `resources: []\nimages:\n${units.map((unit) => `- name: ${unit}\n  newTag: none\n`).join("")}`,
  "README.md": "gitops\n",
}

/** A build's commit, as tag; its image's digest. */
export const build = (n: number): string => n.toString(16).padStart(40, "0")
export const image = (unit: string, n: number): string =>
  `${unit}=registry.example.com/${unit}:${build(n)}@sha256:${n.toString(16).padStart(64, "0")}`

/** A GitOps repository `gitops.git` in a directory of its own, with one commit. */
export function gitops(): { root: string; repository: BareRepository } {
  const root = tempDir()
  const repository = BareRepository.create(join(root, "gitops.git"))
  repository.commit(seed, { message: "start" })
  return { root, repository }
}

/** A monorepo with `units` whose slipway.yaml says this of the GitOps repository, in flow style. */
export function sourceOf(settings: string): string {
  const directory = tempDir()
  for (const unit of units) {
    mkdirSync(join(directory, unit))
    writeFileSync(join(directory, unit, "x"), "")
  }
  const custom = units.map(
    (unit) =>
      `  ${unit}: {path: ${unit}, kind: custom, image: alpine, steps: {test: {run: [x]}}}\n`,
  )
  writeFileSync(
    join(directory, "slipway.yaml"),
    `gitops: {${settings}}\nunits:\n${custom.join("")}`,
  )
  return directory
}

export interface RunningRelease {
  child: ChildProcess
  /** TMPDIR of the process. */
  tmp: string
  ended: Promise<CliResult & { signal: NodeJS.Signals | null; seconds: number }>
}

export interface ReleaseOptions {
  source: string
  args?: readonly string[]
  env?: Readonly<Record<string, string>>
}

/** The command line's release as a process of its own, in a process group of its own. */
export async function startRelease({
  source,
  args = ["--image", image("web", 1)],
  env = {},
}: ReleaseOptions): Promise<RunningRelease> {
  const file = await cliFile()
  const tmp = tempDir()
  const all = ["release", "--source", source, "--env=dev", "--no-verify", "--format=json", ...args]
  const started = performance.now()
  const child = spawn(process.execPath, [file, ...all], {
    cwd: tmp,
    env: { PATH: process.env.PATH, HOME: tmp, TMPDIR: tmp, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  })
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
  const ended = new Promise<CliResult & { signal: NodeJS.Signals | null; seconds: number }>(
    (resolve, reject) => {
      child.on("error", reject)
      child.on("close", (code, signal) =>
        resolve({
          exitCode: code ?? -1,
          signal,
          stdout,
          stderr,
          seconds: (performance.now() - started) / 1000,
        }),
      )
    },
  )
  return { child, tmp, ended }
}

/** The same, to its end. */
export async function release(
  options: ReleaseOptions,
): Promise<Awaited<RunningRelease["ended"]> & { tmp: string }> {
  const { ended, tmp } = await startRelease(options)
  return { ...(await ended), tmp }
}

/** The processes that work below a directory, by its TMPDIR or working directory. */
export function processesOf(tmp: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      try {
        return (
          readlinkSync(`/proc/${pid}/cwd`).startsWith(tmp) ||
          readFileSync(`/proc/${pid}/environ`, "latin1").includes(`TMPDIR=${tmp}\0`)
        )
      } catch {
        // It has ended, or is somebody else's.
        return false
      }
    })
    .map(Number)
}

/** Everything at once, as the end of a container does it; the processes that the release started alone. */
export function killAll({ child, tmp }: RunningRelease): void {
  for (const pid of [child.pid!, ...processesOf(tmp)])
    try {
      process.kill(pid, "SIGKILL")
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
    }
}
