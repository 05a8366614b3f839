import { createHash } from "node:crypto"
import { readFile, stat, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"

import semver from "semver"

import type { Toolchain } from "../task.ts"
import { ownNode } from "./own-node.ts"
import { cachedTool } from "./tool-cache.ts"
import { pnpmIntegrity } from "./tool-hashes.ts"
import { lastLines, type Found, type ToolRequest } from "./tool-request.ts"
import { which } from "./which.ts"

type Wanted = NonNullable<Toolchain["tools"]["pnpm"]>

const bin = "node_modules/.bin"

/** pnpm as installed when its version is the one asked for, else from npm with its integrity checked. */
export async function findPnpm(wanted: Wanted, request: ToolRequest): Promise<Found> {
  const { version } = wanted
  const installed = which("pnpm", request.env.PATH)
  const have = installed === undefined ? undefined : await versionOf(installed, request)
  if (have !== undefined && fits(have, wanted))
    return {
      path: dirname(installed!),
      differs: have === version ? undefined : `pnpm ${have} here, ${version} in the container`,
    }
  const integrity = wanted.integrity ?? pnpmIntegrity[version]
  // What another project's hash allowed is not what this one's allows.
  const own = integrity === undefined || integrity === pnpmIntegrity[version]
  const cached = await cachedTool(request.cacheDir, {
    name: own ? `pnpm-${version}` : `pnpm-${version}-${shortHash(integrity)}`,
    intact: (dir) => isIntact(dir, version),
    fill: (into) => fetchPnpm(version, integrity, into, request),
  })
  return "reason" in cached ? cached : { path: join(cached.dir, bin), differs: undefined }
}

function fits(have: string, wanted: Wanted): boolean {
  if (have === wanted.version) return true
  if (wanted.exact) return false
  return semver.major(have) === semver.major(wanted.version) && semver.gte(have, wanted.version)
}

async function versionOf(pnpm: string, request: ToolRequest): Promise<string | undefined> {
  const result = await request.run([pnpm, "--version"])
  return result.exitCode === 0 ? /^(\d+\.\d+\.\d+)$/m.exec(result.output.trim())?.[1] : undefined
}

async function isIntact(dir: string, version: string): Promise<boolean> {
  try {
    const text = await readFile(join(dir, "node_modules/pnpm/package.json"), "utf8")
    const { size } = await stat(join(dir, bin, "pnpm"))
    return size > 0 && (JSON.parse(text) as { version?: unknown }).version === version
  } catch {
    // Not there, or damaged: both are fetched anew.
    return false
  }
}

async function fetchPnpm(
  version: string,
  integrity: string | undefined,
  into: string,
  request: ToolRequest,
): Promise<string | undefined> {
  const root = { dependencies: { pnpm: version } }
  await writeFile(join(into, "package.json"), JSON.stringify({ private: true, ...root }))
  if (integrity !== undefined)
    await writeFile(
      join(into, "package-lock.json"),
      JSON.stringify({
        lockfileVersion: 3,
        requires: true,
        packages: {
          "": root,
          "node_modules/pnpm": {
            version,
            integrity,
            bin: { pnpm: "bin/pnpm.cjs", pnpx: "bin/pnpx.cjs" },
          },
        },
      }),
    )
  const quiet = [
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
  ]
  const npm = await request.run(
    ["npm", integrity === undefined ? "install" : "ci", "--prefix", into, ...quiet],
    {
      ...request.registries,
      PATH: [request.env.PATH, ...ownNode(request.env.PATH)].join(":"),
    },
    into,
  )
  return npm.exitCode === 0
    ? undefined
    : `pnpm ${version} is not installed and npm could not fetch it: ${lastLines(npm)}`
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16)
}
