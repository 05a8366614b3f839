import { constants, type Stats } from "node:fs"
import { chmod, copyFile, lstat, mkdir, readdir, readlink, rm, symlink } from "node:fs/promises"
import { dirname, join as joinPath } from "node:path"

import { isIgnored } from "../../tree/host-tree.ts"
import { basename, dirname as parentOf, join } from "../../tree/tree.ts"
import type { Input } from "../task.ts"

/** Copy a stage's inputs to the same paths below `to`. What is not there is left out, as in a container. */
export async function copyInputs(
  from: string,
  to: string,
  inputs: readonly Input[],
): Promise<void> {
  for (const input of inputs) {
    const stat = await lstat(joinPath(from, input.path)).catch(missing)
    if (stat !== undefined) await copy(from, to, input.path, stat, new Set(input.exclude))
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error
  return undefined
}

async function copy(
  from: string,
  to: string,
  path: string,
  stat: Stats,
  exclude: ReadonlySet<string>,
): Promise<void> {
  if (exclude.has(path) || (path !== "" && isIgnored(parentOf(path), basename(path)))) return
  const source = joinPath(from, path)
  const target = joinPath(to, path)
  if (stat.isDirectory()) {
    await mkdir(target, { recursive: true })
    for (const name of await readdir(source)) {
      const inner = join(path, name)
      await copy(from, to, inner, await lstat(joinPath(from, inner)), exclude)
    }
    return
  }
  await mkdir(dirname(target), { recursive: true })
  if (stat.isSymbolicLink()) {
    await rm(target, { force: true })
    await symlink(await readlink(source), target)
  } else if (stat.isFile()) {
    // A reflink where the file system has them: then a copy costs nothing.
    await copyFile(source, target, constants.COPYFILE_FICLONE)
    await chmod(target, stat.mode | 0o600)
  }
}
