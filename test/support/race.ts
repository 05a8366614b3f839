import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { bareHistory, gitIn } from "./bare-history.ts"
import type { OverlayCommit } from "./history-check.ts"

const cli = fileURLToPath(new URL("../../dagger/core.js", import.meta.url))
const naive = fileURLToPath(new URL("naive-release.js", import.meta.url))

/** How a writer commits its release. */
export type Strategy = "slipway" | "push" | "rebase"

/** One writer: which build of which unit it releases. */
export interface Racer {
  unit: string
  /** A commit of the source history. */
  build: string
}

/** What a race is run on. */
export interface Course {
  /** Holds the bare GitOps repository `gitops.git`. */
  root: string
  units: string[]
  /** A source history without branches, oldest first. */
  builds: string[]
  /** A directory with slipway.yaml for one GitOps address. */
  source: (gitops: string) => string
}

/** What became of one writer. */
export interface Finish extends Racer {
  exitCode: number
  stdout: string
  stderr: string
  tries: number
  /** Of the report; undefined for controls and failures. */
  result: "written" | "unchanged" | "superseded" | "held" | undefined
  commit: string | undefined
}

/** A GitOps repository with an entry for each of `units`, and a source history of `builds` commits. */
export function course(units: number, builds: number): Course {
  const root = mkdtempSync(join(tmpdir(), "slipway-race-"))
  const names = Array.from({ length: units }, (_, i) => `unit-${i}`)
  const images = names.map((name) => `- name: ${name}\n  newName: ${name}\n  newTag: none\n`)
  bareHistory(join(root, "gitops.git"), [
    {
      message: "start",
      files: {
        "overlays/dev/kustomization.yaml": `resources: []\nimages:\n${images.join("")}`,
        "README.md": "gitops\n",
      },
    },
  ])
  const history = join(root, "source.git")
  const ids = bareHistory(
    history,
    Array.from({ length: builds }, (_, i) => ({ message: `${i}`, files: { n: `${i}` } })),
  )
  let sources = 0
  return {
    root,
    units: names,
    builds: ids,
    source(gitops) {
      const directory = join(root, `source-${sources++}`)
      mkdirSync(directory)
      const custom = names.map(
        (name) =>
          `  ${name}: {path: ${name}, kind: custom, image: alpine, steps: {test: {run: ["true"]}}}\n`,
      )
      for (const name of names) {
        mkdirSync(join(directory, name))
        writeFileSync(join(directory, name, "x"), "")
      }
      writeFileSync(
        join(directory, "slipway.yaml"),
        `gitops: {repository: "${gitops}"}\nunits:\n${custom.join("")}`,
      )
      return directory
    },
  }
}

/** All writers at once; each is a process of its own. */
export async function race(
  { root }: Course,
  {
    racers,
    strategy,
    source,
    url,
    env = {},
  }: {
    racers: readonly Racer[]
    strategy: Strategy
    source: string
    url: string
    env?: Record<string, string>
  },
): Promise<{ seconds: number; finishes: Finish[] }> {
  const started = performance.now()
  const finishes = await Promise.all(
    racers.map(({ unit, build }) => {
      const digest = `sha256:${build.padEnd(64, "0")}`
      const args =
        strategy === "slipway"
          ? [
              cli,
              "release",
              ...["--source", source, "--history", join(root, "source.git"), "--env", "dev"],
              ...["--image", `${unit}=${unit}:${build}@${digest}`, "--no-verify"],
              ...["--format", "json"],
            ]
          : [naive, strategy, url, unit, build]
      return finish({ unit, build }, args, env)
    }),
  )
  return { seconds: (performance.now() - started) / 1000, finishes }
}

function finish(racer: Racer, args: string[], env: Record<string, string>): Promise<Finish> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      env: { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: tmpdir(), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    let stdout = ""
    let stderr = ""
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
    child.on("close", (code) => {
      const report = read(stdout)
      resolve({
        ...racer,
        exitCode: code ?? -1,
        stdout,
        stderr,
        tries: report?.tries ?? 0,
        result: report?.units?.[0]?.result,
        commit: report?.commit,
      })
    })
  })
}

interface Printed {
  tries?: number
  commit?: string
  units?: { result: Finish["result"] }[]
}

function read(stdout: string): Printed | undefined {
  try {
    return JSON.parse(stdout) as Printed
  } catch {
    // A failure prints no report.
    return undefined
  }
}

/** The overlay's history on the branch, oldest first. */
export function overlayHistory({ root }: Course): OverlayCommit[] {
  const repository = join(root, "gitops.git")
  const ids = gitIn(repository, "rev-list", "--reverse", "main").trim().split("\n")
  return ids.map((commit) => ({
    commit,
    message: gitIn(repository, "log", "-1", "--format=%B", commit),
    kustomization: gitIn(repository, "show", `${commit}:overlays/dev/kustomization.yaml`),
    record:
      gitIn(repository, "ls-tree", commit, "overlays/dev/.slipway.yaml") === ""
        ? undefined
        : gitIn(repository, "show", `${commit}:overlays/dev/.slipway.yaml`),
  }))
}
