import { lstatSync, readFileSync, readdirSync } from "node:fs"
import { join } from "node:path"

import { killMarked } from "./end-processes.ts"
import { hasEnded } from "./process-identity.ts"
import { ownerFile, removeWorkDir, workPrefix, type Owner } from "./work-dir.ts"

/** A new run waits for this: what takes longer is left to the one after it. */
const limitSeconds = 15

/**
 * A run that was killed with SIGKILL could not tidy up: the next one does. Only a directory that this
 * user's Slipway made, and whose process has surely ended, is touched. Gives what could not be removed.
 * `signal` ends it where it is.
 */
export async function removeStale(
  parent: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<string[]> {
  const failed: string[] = []
  for (const name of names(parent)) {
    if (signal.aborted) break
    const dir = join(parent, name)
    const owner = ownerOf(dir)
    if (owner === undefined || !hasEnded(owner)) continue
    killMarked(owner.mark)
    await removeWorkDir(join(dir, "run"), { signal, limitSeconds }).catch((error: Error) => {
      failed.push(`${dir} is left of a killed run and could not be removed: ${error.message}`)
    })
  }
  return failed
}

function names(parent: string): string[] {
  try {
    return readdirSync(parent).filter((name) => name.startsWith(workPrefix))
  } catch {
    // Making the work directory fails on it next, and says so.
    return []
  }
}

/** Who made this directory; undefined for everything that is not surely one of ours. */
function ownerOf(dir: string): Owner | undefined {
  const uid = process.getuid?.()
  try {
    const stat = lstatSync(dir)
    const file = join(dir, ownerFile)
    const fileStat = lstatSync(file)
    const ours = stat.uid === uid && fileStat.uid === uid
    // mkdtemp gives 0700: nobody else can have put anything into it.
    if (!ours || !stat.isDirectory() || (stat.mode & 0o077) !== 0 || !fileStat.isFile()) return
    const value = JSON.parse(readFileSync(file, "utf8")) as Partial<Owner>
    const texts = [value.host, value.boot, value.namespace, value.started, value.mark]
    if (!texts.every((each) => typeof each === "string")) return
    if (!Number.isInteger(value.pid) || value.pid! < 1 || !/^[0-9a-f-]{36}$/.test(value.mark!))
      return
    return value as Owner
  } catch {
    // Gone meanwhile, foreign, or half-written: not ours to remove.
    return
  }
}
