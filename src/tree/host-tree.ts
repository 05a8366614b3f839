import { readFileSync, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs"
import { join as joinPath, sep } from "node:path"

import { SlipwayError } from "../errors.ts"
import {
  basename,
  dirname,
  environmentMarker,
  ignored,
  isInside,
  isManifest,
  join,
  type Tree,
} from "./tree.ts"

/** A lock file of a large workspace has a few MiB; a manifest beyond this is not one. */
const maxManifest = 32 << 20

const ignoredNames = new Set(ignored.flatMap((p) => (p.startsWith("**/") ? [p.slice(3)] : [])))
const ignoredAtRoot = new Set<string>(ignored.filter((p) => !p.includes("/")))

/** Whether `name` in the directory `dir` is in the ignore list. */
export function isIgnored(dir: string, name: string): boolean {
  return ignoredNames.has(name) || (dir === "" && ignoredAtRoot.has(name))
}

/** Gather a repository from disk. Links are recorded, not followed. */
export function readHostTree(root: string): Tree {
  const files: string[] = []
  const links = new Map<string, string>()
  const walk = (dir: string): void => {
    const entries = readdirSync(joinPath(root, dir), { withFileTypes: true })
    // An environment has thousands of files, and its links leave the repository.
    if (dir !== "" && entries.some(({ name }) => name === environmentMarker)) {
      files.push(join(dir, environmentMarker))
      return
    }
    for (const entry of entries) {
      if (isIgnored(dir, entry.name)) continue
      const path = join(dir, entry.name)
      if (entry.isSymbolicLink()) {
        links.set(path, readlinkSync(joinPath(root, path)))
        files.push(path)
      } else if (entry.isDirectory()) walk(path)
      else if (entry.isFile()) files.push(path)
    }
  }
  try {
    if (!statSync(root).isDirectory())
      throw new SlipwayError("E_SOURCE", `${root} is not a directory`)
    walk("")
  } catch (cause) {
    if (cause instanceof SlipwayError) throw cause
    throw new SlipwayError(
      "E_SOURCE",
      `cannot read the source ${root}: ${(cause as Error).message}`,
      { cause },
    )
  }
  return makeTree(files, links, (path) => readManifest(root, path, links.has(path)))
}

/** Undefined for a link that points nowhere, to a directory, or out of the repository. */
function readManifest(root: string, path: string, isLink: boolean): string | undefined {
  const full = joinPath(root, path)
  try {
    if (isLink && !isBelow(realpathSync(full), realpathSync(root))) return undefined
    const stat = statSync(full)
    if (!stat.isFile()) return undefined
    if (stat.size > maxManifest)
      throw new SlipwayError(
        "E_SOURCE",
        `${path} has ${stat.size} bytes; a manifest has at most ${maxManifest}`,
      )
    return readFileSync(full, "utf8")
  } catch (cause) {
    if (cause instanceof SlipwayError) throw cause
    const { code, message } = cause as NodeJS.ErrnoException
    if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return undefined
    throw new SlipwayError("E_SOURCE", `cannot read ${path}: ${message}`, { cause })
  }
}

function isBelow(path: string, dir: string): boolean {
  return path.startsWith(dir.endsWith(sep) ? dir : `${dir}${sep}`)
}

/** The root is none: nothing would be left of a repository that has an environment made in it. */
function environmentsIn(files: readonly string[]): string[] {
  return files
    .filter((file) => basename(file) === environmentMarker && dirname(file) !== "")
    .map(dirname)
    .sort()
}

/** A tree from its parts; texts are read once. */
export function makeTree(
  files: readonly string[],
  links: ReadonlyMap<string, string>,
  readText: (path: string) => string | undefined,
): Tree {
  const environments = environmentsIn(files)
  const isOutside = (path: string): boolean => !environments.some((dir) => isInside(path, dir))
  const sorted = files.filter(isOutside).sort()
  const known = new Set(sorted)
  const texts = new Map<string, string | undefined>()
  return {
    files: sorted,
    links: new Map([...links].filter(([path]) => isOutside(path))),
    environments,
    has: (path) => known.has(path),
    read(path) {
      if (!known.has(path) || !isManifest(path)) return undefined
      // Editors on Windows begin a file with a byte order mark; parsers of JSON and TOML refuse it.
      if (!texts.has(path)) texts.set(path, readText(path)?.replace(/^\uFEFF/, ""))
      return texts.get(path)
    },
  }
}
