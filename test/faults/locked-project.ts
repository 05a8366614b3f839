import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { defaults } from "../../src/config/defaults.ts"
import type { HostTools } from "./host-tools.ts"
import { testCache } from "./test-cache.ts"

/** A Python project that has a dependency, a build system and tests. */
export interface LockedProject {
  /** Its files, by name, uv.lock among them. */
  files: Record<string, string>
  lock: string
}

/** The group `served` is never installed: it brings what builds and lints the project into the lock. */
const pyproject = `[project]
name = "app"
version = "0.1.0"
requires-python = ">=3.10"
dependencies = ["iniconfig>=2"]

[dependency-groups]
test = ["pytest>=9,<10"]
served = ["hatchling>=1.27,<2", "editables", "ruff==${defaults.ruff}"]

[build-system]
requires = ["hatchling>=1.27,<2"]
build-backend = "hatchling.build"
`

const files = {
  "pyproject.toml": pyproject,
  "app/__init__.py": "answer = 42\n",
  "tests/test_app.py":
    "import iniconfig\n\nimport app\n\n\ndef test_answer():\n    assert app.answer == 42\n    assert iniconfig.IniConfig\n",
}

/** Locked by uv against PyPI itself, once, with the versions that were new then. */
export function lockedProject(tools: HostTools): LockedProject {
  const dir = testCache(`locked-${defaults.ruff}`)
  const file = join(dir, "uv.lock")
  if (!existsSync(file) || readFileSync(join(dir, "pyproject.toml"), "utf8") !== pyproject) {
    mkdirSync(dir, { recursive: true })
    writeFileSync(join(dir, "pyproject.toml"), pyproject)
    execFileSync(join(tools.uv, "uv"), ["lock", "--quiet"], {
      cwd: dir,
      env: { ...process.env, UV_DEFAULT_INDEX: "https://pypi.org/simple" },
      stdio: ["ignore", "ignore", "pipe"],
    })
  }
  const lock = readFileSync(file, "utf8")
  return { files: { ...files, "uv.lock": lock }, lock }
}

/** The project's files below `dir`, some of them changed. */
export function projectIn(
  dir: string,
  project: LockedProject,
  changed: Record<string, string> = {},
): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ ...project.files, ...changed }).map(([name, text]) => [
      `${dir}/${name}`,
      text,
    ]),
  )
}
