/**
 * What the core knows of a repository: the names of its files and the texts of its manifests. All
 * paths are relative to the root, with `/` and without a leading `./`; the root itself is `""`.
 */
export interface Tree {
  /** Every file below the root, links included, sorted. */
  readonly files: readonly string[]
  /** Symbolic links and where each points, as written. */
  readonly links: ReadonlyMap<string, string>
  /** Python's virtual environments: neither they nor what lies below them is among the files. */
  readonly environments: readonly string[]
  has(file: string): boolean
  /** The text of a manifest, or undefined where the file is missing or is not a manifest. */
  read(path: string): string | undefined
}

/** File names whose text discovery reads. Everything else is known by name only. */
export const manifestNames = [
  "pyproject.toml",
  "uv.lock",
  "setup.cfg",
  "mypy.ini",
  ".mypy.ini",
  "ruff.toml",
  ".ruff.toml",
  "package.json",
  "pnpm-workspace.yaml",
  ".python-version",
  ".nvmrc",
  ".node-version",
  "slipway.yaml",
] as const

/** Requirement lists have no fixed name: `requirements.txt`, `requirements-dev.txt`. */
export const requirementsPattern = /^(?:[\w.-]+[-_.])?requirements[\w.-]*\.(?:txt|in)$/

const constraintsPattern = /^(?:[\w.-]+[-_.])?constraints[\w.-]*\.(?:txt|in)$/

/** Directories in which a list may have any name: `requirements/dev.txt`, `deps/base.txt`. */
const listDirectories = ["requirements", "reqs", "deps"]

/** The same as patterns of Dagger's `include`, which knows no regular expressions. */
export const manifestPatterns: readonly string[] = [
  ...manifestNames.map((name) => `**/${name}`),
  "**/*requirements*.txt",
  "**/*requirements*.in",
  "**/*constraints*.txt",
  "**/*constraints*.in",
  ...listDirectories.flatMap((dir) => [`**/${dir}/*.txt`, `**/${dir}/*.in`]),
]

/** Whether discovery may read the text of this file. */
export function isManifest(path: string): boolean {
  const name = basename(path)
  return (
    (manifestNames as readonly string[]).includes(name) ||
    requirementsPattern.test(name) ||
    constraintsPattern.test(name) ||
    (/\.(?:txt|in)$/.test(name) && listDirectories.includes(basename(dirname(path))))
  )
}

/**
 * What no unit can need: version control, installed packages, caches. The facade's `source`
 * argument carries the same list, so an edit under it leaves `ci` in the function cache.
 */
export const ignored = [
  "**/.git",
  ".github",
  ".idea",
  ".vscode",
  "**/.DS_Store",
  "**/node_modules",
  "**/.venv",
  "**/__pycache__",
  "**/.pytest_cache",
  "**/.ruff_cache",
  "**/.mypy_cache",
  "**/.tox",
  "**/.nox",
  "**/.slipway",
] as const

/** A directory of any name that holds this is a virtual environment. https://peps.python.org/pep-0405/ */
export const environmentMarker = "pyvenv.cfg"

/** `dir` and `name` as one path; `dir` may be the root. */
export function join(dir: string, name: string): string {
  return dir === "" ? name : `${dir}/${name}`
}

/** The directory that holds `path`; the root's is `""`. */
export function dirname(path: string): string {
  const slash = path.lastIndexOf("/")
  return slash < 0 ? "" : path.slice(0, slash)
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}

/** `path` is `dir` or lies below it. `services/user` does not hold `services/user-v2`. */
export function isInside(path: string, dir: string): boolean {
  return dir === "" || path === dir || path.startsWith(`${dir}/`)
}

/** The directories above `dir`, nearest first, the root last; `dir` itself is not among them. */
export function ancestors(dir: string): string[] {
  const above: string[] = []
  while (dir !== "") {
    dir = dirname(dir)
    above.push(dir)
  }
  return above
}

/**
 * A path written in a manifest of `dir`, resolved to the root. Undefined when it leaves the
 * repository or is absolute.
 */
export function resolve(dir: string, written: string): string | undefined {
  if (written.startsWith("/") || /^[A-Za-z]:/.test(written)) return undefined
  const parts = dir === "" ? [] : dir.split("/")
  for (const part of written.split("/")) {
    if (part === "" || part === ".") continue
    if (part === "..") {
      if (parts.length === 0) return undefined
      parts.pop()
    } else parts.push(part)
  }
  return parts.join("/")
}

/** `to` as seen from the directory `from`: what a command that runs in `from` writes. */
export function relative(from: string, to: string): string {
  const a = from === "" ? [] : from.split("/")
  const b = to === "" ? [] : to.split("/")
  let same = 0
  while (same < a.length && same < b.length && a[same] === b[same]) same++
  return [...a.slice(same).map(() => ".."), ...b.slice(same)].join("/") || "."
}
