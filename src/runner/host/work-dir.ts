import { randomUUID } from "node:crypto"
import { realpathSync } from "node:fs"
import { mkdir, mkdtemp, writeFile } from "node:fs/promises"
import { join, relative } from "node:path"

import { SlipwayError } from "../../errors.ts"
import { ownIdentity, type ProcessIdentity } from "./process-identity.ts"
import { removeTree, type RemoveOptions } from "./remove-tree.ts"

/** The directory of one run: its copies, its temporary files and its reports. */
export interface WorkDir {
  dir: string
  /** Marks the run's processes. */
  mark: string
}

export const workPrefix = "slipway-"
/** By this file the directory of a killed run is told from anything else of that name. */
export const ownerFile = "owner.json"

export interface Owner extends ProcessIdentity {
  mark: string
}

/** Make the directory below `parent`, the system's place for temporary files. */
export async function makeWorkDir(parent: string, source: string): Promise<WorkDir> {
  try {
    const real = realpathSync(parent)
    const inside = relative(realpathSync(source), real)
    if (inside !== ".." && !inside.startsWith("../"))
      throw new SlipwayError(
        "E_HOST",
        `TMPDIR is ${parent}, inside the source ${source}: a copy would hold itself. Set TMPDIR to a directory elsewhere; nothing was run`,
      )
    return await fill(await mkdtemp(join(real, workPrefix)))
  } catch (cause) {
    if (cause instanceof SlipwayError) throw cause
    throw new SlipwayError(
      "E_HOST",
      `cannot make a work directory in ${parent}: ${(cause as Error).message}. Set TMPDIR to a directory with space; nothing was run`,
      { cause },
    )
  }
}

async function fill(dir: string): Promise<WorkDir> {
  try {
    const owner: Owner = { ...ownIdentity(), mark: randomUUID() }
    await mkdir(join(dir, "run"))
    await writeFile(join(dir, ownerFile), JSON.stringify(owner))
    return { dir: join(dir, "run"), mark: owner.mark }
  } catch (error) {
    await removeTree(dir)
    throw error
  }
}

/** The owner's file goes last, so that what a killed removal leaves is still known as stale. */
export async function removeWorkDir(runDir: string, options: RemoveOptions = {}): Promise<void> {
  await removeTree(runDir, options)
  await removeTree(join(runDir, ".."), options)
}
