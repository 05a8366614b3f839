import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"

import { which } from "../../src/runner/host/which.ts"
import { program, repo, tempDir, write } from "../runner/temp.ts"
import { loopback, type Loopback } from "./loopback.ts"

/** PyPI and npm on loopback, with one uv and one pnpm that only say their version and obey. */
export interface FakeRegistries extends Loopback {
  /** Subresource integrity of the pnpm package. */
  integrity: string
}

export async function fakeRegistries(version: string): Promise<FakeRegistries> {
  const wheel = uvWheel(version)
  const tarball = pnpmTarball(version)
  const hash = createHash("sha512").update(tarball)
  const integrity = `sha512-${hash.digest("base64")}`
  const file = `uv-${version}-py3-none-any.whl`
  const server = await loopback((request, response) => {
    const host = `http://${request.headers.host}`
    switch (request.url) {
      case "/simple/uv/":
        response.setHeader("content-type", "text/html")
        return void response.end(`<!DOCTYPE html><a href="/files/${file}">${file}</a>`)
      case `/files/${file}`:
        return void response.end(wheel)
      case "/npm/pnpm":
        return void response.end(
          JSON.stringify({
            name: "pnpm",
            "dist-tags": { latest: version },
            versions: {
              [version]: {
                ...pnpmManifest(version),
                dist: { integrity, tarball: `${host}/npm/pnpm.tgz` },
              },
            },
          }),
        )
      case "/npm/pnpm.tgz":
        return void response.end(tarball)
      default:
        return void response.writeHead(404).end()
    }
  })
  return { ...server, integrity }
}

/** A PATH with what fetches tools and without any uv or pnpm of this machine. */
export function pathWithoutTools(): string {
  const dir = tempDir()
  for (const name of ["npm", "sh", "env"])
    symlinkSync(which(name, process.env["PATH"])!, join(dir, name))
  symlinkSync(process.execPath, join(dir, "node"))
  // Itself, where what is on the PATH is a script that chooses among several.
  const python = ["-c", "import sys; print(sys.executable)"]
  symlinkSync(execFileSync("python3", python, { encoding: "utf8" }).trim(), join(dir, "python3"))
  return dir
}

const pythons = JSON.stringify([
  { version: "3.12.1", path: "/nowhere/python3", implementation: "cpython" },
])

function uvWheel(version: string): Buffer {
  const info = `uv-${version}.dist-info`
  const script = `uv-${version}.data/scripts/uv`
  const dir = repo({
    [script]: program(
      `#!/bin/sh\nif [ "$1" = --version ]; then echo "uv ${version} (fake)"; else echo '${pythons}'; fi\n`,
    ),
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: uv\nVersion: ${version}\n`,
    [`${info}/WHEEL`]:
      "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    [`${info}/RECORD`]: `${script},,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`,
  })
  execFileSync("python3", ["-m", "zipfile", "-c", "x.whl", `uv-${version}.data`, info], {
    cwd: dir,
  })
  return readFileSync(join(dir, "x.whl"))
}

function pnpmManifest(version: string): object {
  return { name: "pnpm", version, bin: { pnpm: "bin/pnpm.cjs", pnpx: "bin/pnpm.cjs" } }
}

function pnpmTarball(version: string): Buffer {
  const dir = tempDir()
  mkdirSync(join(dir, "package/bin"), { recursive: true })
  write(dir, {
    "package/package.json": JSON.stringify(pnpmManifest(version)),
    "package/bin/pnpm.cjs": program(
      `#!/usr/bin/env node\nif (process.argv[2] === "--version") console.log("${version}")\n`,
    ),
  })
  return execFileSync("tar", ["-czf", "-", "-C", dir, "package"])
}
