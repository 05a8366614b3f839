import {
  constants,
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readdirSync,
  statSync,
} from "node:fs"
import { join } from "node:path"

import { SlipwayError } from "../../errors.ts"
import { editError } from "./edit-error.ts"

/** The names that kustomize looks for. */
const names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
const maxBytes = 1 << 20

/** The kustomization that a path means: the file itself, or the one in a directory. */
export function findKustomization(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return path
  const found = readdirSync(path).filter((name) => names.includes(name))
  if (found.length === 1) return join(path, found[0]!)
  throw new SlipwayError(
    "E_KUSTOMIZATION",
    `${path}: expected one of ${names.join(", ")}, received ${found.length === 0 ? "none" : found.sort().join(" and ")}\n${found.length === 0 ? "Name the file" : "Remove one: kustomize refuses a directory with both"}`,
  )
}

/** A file's text, and its state at that moment. */
export interface KustomizationFile {
  text: string
  state: { ino: number; mode: number; mtimeMs: number; size: number }
}

/** The text of a regular file of sane size in UTF-8, with its byte order mark. Follows no link. */
export function readKustomization(file: string): KustomizationFile {
  const refuse = (received: string, todo: string, cause?: unknown) =>
    editError("E_KUSTOMIZATION", file, { expected: "a kustomization", received, todo }, cause)
  let fd: number
  try {
    fd = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === "ELOOP") throw refuse("a symbolic link", "Name the file that it means", cause)
    throw refuse(
      code === "ENOENT" ? "no such file" : (cause as Error).message,
      "Name a file that is there, or its directory",
      cause,
    )
  }
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile()) throw refuse("something else than a file", "Name a file")
    if (stat.size > maxBytes) throw refuse(`${stat.size} bytes`, "At most 1 MiB is read")
    const { ino, mode, mtimeMs, size } = stat
    try {
      const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      return { text: decoder.decode(readFileSync(fd)), state: { ino, mode, mtimeMs, size } }
    } catch (cause) {
      throw refuse("bytes that are not UTF-8", "Convert the file to UTF-8", cause)
    }
  } finally {
    closeSync(fd)
  }
}
