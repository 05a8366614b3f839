import { chmod, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"

import semver from "semver"

import { cachedTool } from "./tool-cache.ts"
import { uvHashes } from "./tool-hashes.ts"
import { lastLines, type Found, type ToolRequest } from "./tool-request.ts"
import { which } from "./which.ts"

/** uv as installed when it is new enough, else from PyPI, checked against the hashes in this program. */
export async function findUv(version: string, request: ToolRequest): Promise<Found> {
  const installed = which("uv", request.env.PATH)
  const have = installed === undefined ? undefined : await versionOf(installed, request)
  if (have !== undefined && semver.gte(have, version))
    return {
      path: dirname(installed!),
      differs: have === version ? undefined : `uv ${have} here, ${version} in the container`,
    }
  const cached = await cachedTool(request.cacheDir, {
    name: `uv-${version}`,
    intact: async (dir) => (await versionOf(join(dir, "bin/uv"), request)) === version,
    fill: (into) => fetchUv(version, into, request),
  })
  return "reason" in cached ? cached : { path: join(cached.dir, "bin"), differs: undefined }
}

/** Undefined when this is no uv that runs: not there, a shim without a version, half a file. */
async function versionOf(uv: string, request: ToolRequest): Promise<string | undefined> {
  const result = await request.run([uv, "--version"])
  return result.exitCode === 0 ? /^uv (\d+\.\d+\.\d+)/.exec(result.output)?.[1] : undefined
}

async function fetchUv(
  version: string,
  into: string,
  request: ToolRequest,
): Promise<string | undefined> {
  const hashes = uvHashes[version] ?? []
  const list = join(into, "requirements.txt")
  await writeFile(
    list,
    `uv==${version}${hashes.map((hash) => ` \\\n    --hash=sha256:${hash}`).join("")}\n`,
  )
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
  const checked = ["--no-deps", "--only-binary=:all:"]
  if (hashes.length > 0) checked.push("--require-hashes")
  const index = request.registries.UV_DEFAULT_INDEX
  const pip = await request.run(
    ["python3", "-m", "pip", "install", ...quiet, ...checked, "--target", into, "-r", list],
    {
      // A person's own settings that forbid what happens here: nothing is installed into a Python.
      PIP_USER: "0",
      PIP_REQUIRE_VIRTUALENV: "0",
      ...(index === undefined ? {} : { PIP_INDEX_URL: index }),
    },
  )
  if (pip.exitCode !== 0)
    return `uv ${version} is not installed and pip could not fetch it: ${lastLines(pip)}; install uv (https://docs.astral.sh/uv/) or python3 with pip`
  await chmod(join(into, "bin/uv"), 0o755)
  return undefined
}
