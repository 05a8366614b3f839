import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"

import semver from "semver"

import { defaults } from "../../config/defaults.ts"
import { acceptsPython } from "../../units/python/version.ts"
import type { Toolchain } from "../task.ts"
import { runProcess, type ProcessOptions, type ProcessResult } from "./run-process.ts"
import { pnpmIntegrity, uvHashes } from "./tool-hashes.ts"

/** A toolchain as this machine has it: directories for the PATH, variables, and how it differs. */
export type Tools =
  | { path: string[]; env: Record<string, string>; differs: string | undefined }
  | { reason: string }

/** Finds or fetches the programs that tasks need. Each is looked for once per run. */
export class Toolbox {
  readonly cacheDir: string
  readonly #env: Record<string, string>
  readonly #signal: AbortSignal
  readonly #found = new Map<string, Promise<Tools>>()

  constructor(cacheDir: string, env: Record<string, string>, signal: AbortSignal) {
    this.cacheDir = cacheDir
    this.#env = env
    this.#signal = signal
  }

  tools(toolchain: Toolchain): Promise<Tools> {
    const key = JSON.stringify(toolchain)
    const known = this.#found.get(key)
    if (known !== undefined) return known
    const found = toolchain.language === "python" ? this.#python(toolchain) : this.#node(toolchain)
    this.#found.set(key, found)
    return found
  }

  async #python(toolchain: Toolchain): Promise<Tools> {
    const uv = await this.#once(`uv ${toolchain.tools.uv}`, () =>
      this.#uv(toolchain.tools.uv ?? defaults.uv),
    )
    if ("reason" in uv) return uv
    const listed = await this.#run([
      join(uv.path[0]!, "uv"),
      "python",
      "list",
      "--only-installed",
      "--output-format",
      "json",
    ])
    if (listed.exitCode !== 0)
      return { reason: `uv cannot list the installed Pythons: ${listed.output.trim()}` }
    const pythons = parseJsonLine(listed.output).flatMap((each) =>
      each.implementation === "cpython" && each.path
        ? [{ version: each.version, path: each.path }]
        : [],
    )
    const fitting = pythons.filter((each) => acceptsPython(toolchain.requires, each.version))
    const best =
      fitting.find((each) => `${each.version}.`.startsWith(`${toolchain.version}.`)) ??
      fitting.sort((a, b) =>
        semver.rcompare(semver.coerce(a.version) ?? "0.0.0", semver.coerce(b.version) ?? "0.0.0"),
      )[0]
    if (best === undefined)
      return {
        reason: `no installed Python satisfies ${toolchain.requires || `>=${toolchain.version}`}; there are ${[...new Set(pythons.map((each) => each.version))].join(", ") || "none"}`,
      }
    const same = `${best.version}.`.startsWith(`${toolchain.version}.`)
    return {
      path: uv.path,
      env: { UV_PYTHON: best.path, UV_PYTHON_DOWNLOADS: "never" },
      differs: same
        ? undefined
        : `Python ${best.version} here, ${toolchain.version} in the container`,
    }
  }

  /** uv as installed when it is new enough, else from PyPI, checked against the hashes in this program. */
  async #uv(version: string): Promise<Tools> {
    const installed = await this.#run(["uv", "--version"])
    const have = /^uv (\d+\.\d+\.\d+)/.exec(installed.output)?.[1]
    const onPath =
      have !== undefined && semver.gte(have, version) ? await this.#which("uv") : undefined
    if (onPath !== undefined) return { path: [dirname(onPath)], env: {}, differs: undefined }
    const dir = join(this.cacheDir, "tools", `uv-${version}`)
    if (existsSync(join(dir, "bin/uv")))
      return { path: [join(dir, "bin")], env: {}, differs: undefined }
    return this.#fetch(
      dir,
      async (into) => {
        const hashes = uvHashes[version] ?? []
        const list = join(into, "requirements.txt")
        await writeFile(
          list,
          `uv==${version}${hashes.map((hash) => ` \\\n    --hash=sha256:${hash}`).join("")}\n`,
        )
        const pip = await this.#run([
          "python3",
          "-m",
          "pip",
          "install",
          "--quiet",
          "--disable-pip-version-check",
          "--no-deps",
          "--only-binary=:all:",
          ...(hashes.length > 0 ? ["--require-hashes"] : []),
          "--target",
          into,
          "-r",
          list,
        ])
        if (pip.exitCode !== 0)
          return `uv ${version} is not installed and pip could not fetch it: ${lastLines(pip.output)}`
        await chmod(join(into, "bin/uv"), 0o755)
        return undefined
      },
      "bin",
    )
  }

  async #node(toolchain: Toolchain): Promise<Tools> {
    const version = process.versions.node
    if (toolchain.requires !== "" && !semver.satisfies(version, toolchain.requires))
      return { reason: `engines.node is ${toolchain.requires}; this Node is ${version}` }
    const own = dirname(process.execPath)
    const { pnpm } = toolchain.tools
    const got =
      pnpm === undefined
        ? { path: [], env: {}, differs: undefined }
        : await this.#once(`pnpm ${JSON.stringify(pnpm)}`, () => this.#pnpm(pnpm))
    if ("reason" in got) return got
    const same = `${version}.`.startsWith(`${toolchain.version}.`)
    return {
      path: [...got.path, own],
      env: {},
      differs: same ? undefined : `Node ${version} here, ${toolchain.version} in the container`,
    }
  }

  /** pnpm as installed when its version is the one asked for, else from npm with its integrity checked. */
  async #pnpm(wanted: NonNullable<Toolchain["tools"]["pnpm"]>): Promise<Tools> {
    const { version } = wanted
    const installed = await this.#run(["pnpm", "--version"])
    const have = /^(\d+\.\d+\.\d+)/.exec(installed.output.trim())?.[1]
    const fits =
      have === version ||
      (!wanted.exact &&
        have !== undefined &&
        semver.major(have) === semver.major(version) &&
        semver.gte(have, version))
    const onPath = fits ? await this.#which("pnpm") : undefined
    if (onPath !== undefined) return { path: [dirname(onPath)], env: {}, differs: undefined }
    const dir = join(this.cacheDir, "tools", `pnpm-${version}`)
    const bin = "node_modules/.bin"
    if (existsSync(join(dir, bin, "pnpm")))
      return { path: [join(dir, bin)], env: {}, differs: undefined }
    return this.#fetch(
      dir,
      async (into) => {
        const integrity = wanted.integrity ?? pnpmIntegrity[version]
        await writeFile(
          join(into, "package.json"),
          JSON.stringify({ private: true, dependencies: { pnpm: version } }),
        )
        if (integrity !== undefined)
          await writeFile(
            join(into, "package-lock.json"),
            JSON.stringify({
              lockfileVersion: 3,
              requires: true,
              packages: {
                "": { dependencies: { pnpm: version } },
                "node_modules/pnpm": {
                  version,
                  integrity,
                  bin: { pnpm: "bin/pnpm.cjs", pnpx: "bin/pnpx.cjs" },
                },
              },
            }),
          )
        const npm = await this.#run(
          [
            "npm",
            integrity === undefined ? "install" : "ci",
            "--prefix",
            into,
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
          ],
          into,
        )
        return npm.exitCode === 0
          ? undefined
          : `pnpm ${version} is not installed and npm could not fetch it: ${lastLines(npm.output)}`
      },
      bin,
    )
  }

  /** Fill a new directory and move it into place, so that a killed fetch leaves nothing half-done. */
  async #fetch(
    dir: string,
    fill: (into: string) => Promise<string | undefined>,
    bin: string,
  ): Promise<Tools> {
    await mkdir(dirname(dir), { recursive: true })
    const into = await mkdtemp(`${dir}.`)
    try {
      const reason = await fill(into)
      if (reason !== undefined) return { reason }
      await rename(into, dir).catch(async (error: NodeJS.ErrnoException) => {
        // Another run was faster: its result is the same.
        if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error
      })
      return { path: [join(dir, bin)], env: {}, differs: undefined }
    } finally {
      await rm(into, { recursive: true, force: true })
    }
  }

  #once(key: string, make: () => Promise<Tools>): Promise<Tools> {
    const known = this.#found.get(key)
    if (known !== undefined) return known
    const made = make()
    this.#found.set(key, made)
    return made
  }

  async #which(program: string): Promise<string | undefined> {
    for (const dir of (this.#env.PATH ?? "").split(":"))
      if (dir !== "" && existsSync(join(dir, program))) return join(dir, program)
    return undefined
  }

  #run(argv: string[], cwd: string = "/"): Promise<ProcessResult> {
    const options: ProcessOptions = {
      cwd,
      env: this.#env,
      timeoutSeconds: 600,
      signal: this.#signal,
    }
    return runProcess(argv, options)
  }
}

interface ListedPython {
  version: string
  path: string | null
  implementation: string
}

/** uv prints warnings around the JSON; the list stands on a line of its own. */
function parseJsonLine(output: string): ListedPython[] {
  const line = output.split("\n").find((each) => each.startsWith("["))
  const value: unknown = line === undefined ? [] : JSON.parse(line)
  return Array.isArray(value) ? (value as ListedPython[]) : []
}

function lastLines(output: string): string {
  return output.trim().split("\n").slice(-4).join("\n")
}

/** A short stable name for a directory of the cache. */
export function cacheKey(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16)
}
