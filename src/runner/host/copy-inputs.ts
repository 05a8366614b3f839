import { constants, type Stats } from "node:fs"
import { chmod, copyFile, lstat, mkdir, readdir, readlink, rm, symlink } from "node:fs/promises"
import { dirname as directoryOf, join as joinPath } from "node:path"

import { isIgnored } from "../../tree/host-tree.ts"
import { basename, dirname, join, resolve } from "../../tree/tree.ts"
import type { Input } from "../task.ts"

/**
 * Copy a stage's inputs to the same paths below `to`, as a container would see them: what is not
 * there or is ignored is left out, and so are sockets, pipes and devices. Gives the links that leave
 * the repository: they are not copied either, for a step could write through them.
 */
export async function copyInputs(
  from: string,
  to: string,
  inputs: readonly Input[],
  signal: AbortSignal,
): Promise<string[]> {
  const copy = new Copy(from, to, signal)
  for (const input of inputs) {
    if (isBelowIgnored(input.path)) continue
    copy.exclude = new Set(input.exclude)
    await copy.any(input.path)
  }
  return copy.leaving
}

/** `.github/scripts` is in no tree either: its parent is ignored. */
function isBelowIgnored(path: string): boolean {
  for (let at = path; at !== ""; at = dirname(at))
    if (isIgnored(dirname(at), basename(at))) return true
  return false
}

class Copy {
  readonly leaving: string[] = []
  exclude: ReadonlySet<string> = new Set()
  readonly #from: string
  readonly #to: string
  readonly #signal: AbortSignal

  constructor(from: string, to: string, signal: AbortSignal) {
    this.#from = from
    this.#to = to
    this.#signal = signal
  }

  async any(path: string): Promise<void> {
    this.#signal.throwIfAborted()
    const source = joinPath(this.#from, path)
    const stat = await lstat(source).catch(ifGone)
    if (stat === undefined) return
    const target = joinPath(this.#to, path)
    if (stat.isDirectory()) return this.#directory(path, source, target)
    if (stat.isSymbolicLink()) return this.#link(path, source, target)
    if (stat.isFile()) return copyOne(source, target, stat)
  }

  async #directory(path: string, source: string, target: string): Promise<void> {
    // A command of an earlier stage may have put a file or a link there.
    if ((await lstat(target).catch(ifGone))?.isDirectory() === false) await rm(target)
    await mkdir(target, { recursive: true })
    const names = (await readdir(source).catch(ifGone)) ?? []
    for (const name of names) {
      const inner = join(path, name)
      if (!this.exclude.has(inner) && !isIgnored(path, name)) await this.any(inner)
    }
  }

  async #link(path: string, source: string, target: string): Promise<void> {
    const written = await readlink(source).catch(ifGone)
    if (written === undefined) return
    if (resolve(dirname(path), written) === undefined) {
      this.leaving.push(`${path} -> ${written}`)
      return
    }
    await mkdir(directoryOf(target), { recursive: true })
    await rm(target, { recursive: true, force: true })
    await symlink(written, target)
  }
}

async function copyOne(source: string, target: string, stat: Stats): Promise<void> {
  await mkdir(directoryOf(target), { recursive: true })
  // A reflink where the file system has them: then a copy costs nothing. Never through a link.
  const mode = constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL
  try {
    await copyFile(source, target, mode)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== "EEXIST") return ifGone(error as NodeJS.ErrnoException)
    await rm(target, { recursive: true, force: true })
    await copyFile(source, target, mode)
  }
  if ((stat.mode & 0o200) === 0) await chmod(target, stat.mode | 0o600)
}

/** Files come and go while they are copied: an editor's, another run's. */
function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error
  return undefined
}
