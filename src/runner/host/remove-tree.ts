import { chmod, lstat, readdir, rmdir, unlink } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

export interface RemoveOptions {
  /** Ends the removal where it is. */
  signal?: AbortSignal
  /** Default: 60. */
  limitSeconds?: number
}

const defaultLimitSeconds = 60
const attempts = 3
const pauseMs = 100

/**
 * Remove a directory and all below it, also where a step made directories read-only. Follows no link
 * and enters no other file system: what a step mounted is not ours, and stays. All that can be removed
 * is, before the first problem is thrown. Not there at all is removed already.
 */
export async function removeTree(dir: string, options: RemoveOptions = {}): Promise<void> {
  const { limitSeconds = defaultLimitSeconds } = options
  const limit = AbortSignal.timeout(limitSeconds * 1000)
  const signal = options.signal === undefined ? limit : AbortSignal.any([options.signal, limit])
  let problem: NodeJS.ErrnoException | undefined
  for (let attempt = 0; attempt < attempts && !signal.aborted; attempt++) {
    // A process that is just being killed may still have written: nothing tells when it is gone.
    if (attempt > 0) await pause(pauseMs, undefined, { signal }).catch(() => undefined)
    problem = await new Removal(signal, isForbidden(problem)).remove(dir)
    if (problem === undefined && !signal.aborted) return
    if (!isForbidden(problem) && problem?.code !== "ENOTEMPTY") break
  }
  if (limit.aborted) throw new Error(`not done after ${limitSeconds} s`)
  if (signal.aborted) throw new Error("it was interrupted")
  throw problem!
}

function isForbidden(problem: NodeJS.ErrnoException | undefined): boolean {
  return problem?.code === "EACCES" || problem?.code === "EPERM"
}

class Removal {
  readonly #signal: AbortSignal
  readonly #unlock: boolean
  #problem: NodeJS.ErrnoException | undefined
  #device: number | undefined

  /** `unlock`: make read-only directories writable first. */
  constructor(signal: AbortSignal, unlock: boolean) {
    this.#signal = signal
    this.#unlock = unlock
  }

  /** Gives the first thing that went wrong. */
  async remove(dir: string): Promise<NodeJS.ErrnoException | undefined> {
    await this.#directory(dir)
    return this.#problem
  }

  async #directory(dir: string): Promise<void> {
    await this.#try(async () => {
      const stat = await lstat(dir)
      if (!stat.isDirectory()) return unlink(dir)
      const { dev } = stat
      this.#device ??= dev
      if (dev !== this.#device)
        throw Object.assign(new Error(`EBUSY: something is mounted on ${dir}`), { code: "EBUSY" })
      if (this.#unlock) await chmod(dir, 0o700)
      const entries = await readdir(dir, { withFileTypes: true })
      await Promise.all(
        entries.map((entry) => {
          const path = join(dir, entry.name)
          return entry.isDirectory() ? this.#directory(path) : this.#try(() => unlink(path))
        }),
      )
      if (!this.#signal.aborted) await rmdir(dir)
    })
  }

  async #try(act: () => Promise<void>): Promise<void> {
    if (this.#signal.aborted) return
    try {
      await act()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === "ENOENT") return
      // That a directory is not empty follows from what is still in it: the cause is told.
      if (this.#problem === undefined) this.#problem = error as NodeJS.ErrnoException
    }
  }
}
