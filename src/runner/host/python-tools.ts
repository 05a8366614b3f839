import { join } from "node:path"

import semver from "semver"

import { defaults } from "../../config/defaults.ts"
import { acceptsPython } from "../../units/python/version.ts"
import type { Toolchain } from "../task.ts"
import type { Found, ToolRequest, Tools } from "./tool-request.ts"

interface ListedPython {
  version: string
  path: string | null
  implementation: string
}

/** uv, and the installed Python that suits the unit best: the container's version, else the newest. */
export async function pythonTools(
  toolchain: Toolchain,
  uv: Found,
  request: ToolRequest,
): Promise<Tools> {
  if ("reason" in uv) return uv
  const list = ["python", "list", "--only-installed", "--output-format", "json"]
  const listed = await request.run([join(uv.path, "uv"), ...list])
  const found = listed.exitCode === 0 ? parseList(listed.output) : undefined
  if (found === undefined)
    return { reason: `uv cannot list the installed Pythons: ${listed.output.trim()}` }
  const pythons = found.filter((each) => each.implementation === "cpython" && each.path !== null)
  const { version, requires } = toolchain
  const isSame = (each: ListedPython): boolean => `${each.version}.`.startsWith(`${version}.`)
  const fitting = pythons.filter((each) => acceptsPython(requires, each.version)).sort(newestFirst)
  const best = fitting.find(isSame) ?? fitting[0]
  if (best === undefined) {
    const have = [...new Set(pythons.sort(newestFirst).map((each) => each.version))].join(", ")
    return {
      reason: `no installed Python satisfies ${requires || `>=${version}`}; there are ${have || "none"}`,
    }
  }
  const differs = [
    ...(isSame(best) ? [] : [`Python ${best.version} here, ${version} in the container`]),
    ...(uv.differs === undefined ? [] : [uv.differs]),
  ]
  return {
    path: [uv.path],
    env: { UV_PYTHON: best.path!, UV_PYTHON_DOWNLOADS: "never" },
    differs: differs.join("; ") || undefined,
  }
}

function newestFirst(a: ListedPython, b: ListedPython): number {
  return semver.rcompare(semver.coerce(a.version) ?? "0.0.0", semver.coerce(b.version) ?? "0.0.0")
}

/** uv prints warnings around the JSON; the list stands on a line of its own. */
function parseList(output: string): ListedPython[] | undefined {
  try {
    const line = output.split("\n").find((each) => each.startsWith("["))
    const value: unknown = line === undefined ? [] : JSON.parse(line)
    return Array.isArray(value) ? (value as ListedPython[]) : undefined
  } catch {
    // A line that only looks like the list.
    return undefined
  }
}

/** The uv that a task asks for. */
export function uvVersion(toolchain: Toolchain): string {
  return toolchain.tools.uv ?? defaults.uv
}
