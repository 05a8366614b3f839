import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { SlipwayError } from "../../errors.ts"
import type { OverlayCheck } from "../write/write-options.ts"
import { compareBuilds } from "./compare-builds.ts"
import { overlayFiles } from "./overlay-files.ts"

export interface BuildCheckOptions {
  /** The overlay's directory, relative to the repository's root. */
  overlay: string
  /** kustomize, as a path; undefined where there is none. */
  kustomize: string | undefined
  env: Readonly<Record<string, string | undefined>>
}

const timeoutMs = 120_000
const maxOutput = 256 << 20

interface Build {
  ok: boolean
  /** The manifests, or what kustomize says is wrong. */
  text: string
}

/**
 * The overlay built by kustomize before and after the change, which must make exactly the new images
 * of it. What was broken before stays a warning; what only the change breaks stops it.
 */
export function buildCheck({ overlay, kustomize, env }: BuildCheckOptions): OverlayCheck {
  return async (snapshot, plan, signal) => {
    if (kustomize === undefined)
      return {
        notes: [
          "kustomize is not on the PATH: the overlay was not built, only its text was checked",
        ],
      }
    const files = await overlayFiles(snapshot, overlay, signal)
    if (files === undefined)
      return {
        notes: [`${overlay} has too many files: it was not built, only its text was checked`],
      }
    const root = mkdtempSync(join(tmpdir(), "slipway-kustomize-"))
    try {
      for (const { path, bytes } of files.values()) put(root, path, bytes)
      const run = (): Promise<Build> => build(kustomize, join(root, overlay), { env, root, signal })
      const before = await run()
      for (const { path, bytes } of plan.files) put(root, path, bytes)
      const after = await run()
      return { notes: judge(before, after, plan.units.flatMap(expectedImage), overlay) }
    } finally {
      rmSync(root, { recursive: true, force: true })
    }
  }
}

function judge(before: Build, after: Build, expected: string[], overlay: string): string[] {
  if (!after.ok) {
    if (!before.ok)
      return [`kustomize cannot build ${overlay}, before this change either: ${after.text}`]
    throw refusal(overlay, "can build it now, and could not after this change", after.text)
  }
  const compared = compareBuilds(
    before.ok ? before.text : after.text,
    after.text,
    new Set(expected),
  )
  if (compared.unexpected.length > 0)
    throw refusal(
      overlay,
      "would make something else of this change than the new images",
      compared.unexpected.slice(0, 10).join("\n"),
    )
  return compared.unused.map((image) => `no manifest of ${overlay} has the image ${image}`)
}

function refusal(overlay: string, what: string, lines: string): SlipwayError {
  return new SlipwayError(
    "E_KUSTOMIZATION",
    `${overlay}: kustomize ${what}:\n${lines}\nNothing was written`,
  )
}

function expectedImage({
  intent,
  decision,
}: {
  intent: { repository: string; tag: string; digest: string }
  decision: { kind: string }
}): string[] {
  return decision.kind === "write" ? [`${intent.repository}:${intent.tag}@${intent.digest}`] : []
}

function put(root: string, path: string, bytes: Uint8Array): void {
  // A tree that git itself would not check out.
  if (path.split("/").some((part) => part === ".." || part === "." || part === "")) return
  const file = join(root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
}

/** kustomize without plugins and without the caller's secrets. */
function build(
  program: string,
  directory: string,
  { env, root, signal }: { env: BuildCheckOptions["env"]; root: string; signal: AbortSignal },
): Promise<Build> {
  const { PATH, HTTPS_PROXY, https_proxy: proxy, NO_PROXY, SSL_CERT_FILE } = env
  return new Promise((resolve, reject) => {
    execFile(
      program,
      ["build", directory],
      {
        env: { PATH, HTTPS_PROXY, https_proxy: proxy, NO_PROXY, SSL_CERT_FILE, HOME: root },
        signal,
        timeout: timeoutMs,
        killSignal: "SIGKILL",
        maxBuffer: maxOutput,
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve({ ok: true, text: stdout })
        if (signal.aborted) return reject(error)
        const words = stderr.trim() === "" ? error.message : stderr.trim()
        resolve({ ok: false, text: words.replaceAll(`${root}/`, "").slice(0, 2000) })
      },
    )
  })
}
