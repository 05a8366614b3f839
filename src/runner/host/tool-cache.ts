import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises"
import { dirname, join } from "node:path"

/** A tool as a directory of the cache: how it is made, and whether what is there is whole. */
export interface CachedTool {
  /** A name of its own for each content, for example `uv-0.13.9`. */
  name: string
  intact: (dir: string) => Promise<boolean>
  /** Fill a new directory; gives the reason where that failed. */
  fill: (into: string) => Promise<string | undefined>
}

/** Every fetch has a shorter time limit, so an older directory belongs to one that was killed. */
const abandonedMs = 3_600_000

/**
 * The tool's directory, fetched where it is missing or damaged. It is filled beside and moved into
 * place: a killed fetch leaves nothing half-done, and of two runs at once one result stays.
 */
export async function cachedTool(
  cacheDir: string,
  tool: CachedTool,
): Promise<{ dir: string } | { reason: string }> {
  const dir = join(cacheDir, "tools", tool.name)
  if (await tool.intact(dir)) return { dir }
  let into: string
  try {
    await mkdir(dirname(dir), { recursive: true })
    await removeAbandoned(dirname(dir), tool.name)
    into = await mkdtemp(`${dir}.`)
  } catch (error) {
    return {
      reason: `cannot write to the cache ${cacheDir} (${(error as Error).message}); name another with XDG_CACHE_HOME`,
    }
  }
  try {
    const reason = await tool.fill(into)
    if (reason !== undefined) return { reason }
    await moveInto(into, dir, tool)
    return { dir }
  } finally {
    await rm(into, { recursive: true, force: true })
  }
}

async function moveInto(into: string, dir: string, tool: CachedTool): Promise<void> {
  if (await tryRename(into, dir)) return
  // Another run was faster and its result is the same, or what stands there is damaged.
  if (await tool.intact(dir)) return
  const damaged = `${into}-damaged`
  await rename(dir, damaged).catch(ifGone)
  await rm(damaged, { recursive: true, force: true })
  await tryRename(into, dir)
}

/** False when something stands there. */
async function tryRename(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== "ENOTEMPTY" && code !== "EEXIST" && code !== "ENOTDIR") throw error
    return false
  }
}

async function removeAbandoned(parent: string, name: string): Promise<void> {
  for (const entry of await readdir(parent)) {
    if (!entry.startsWith(`${name}.`)) continue
    const path = join(parent, entry)
    const found = await stat(path).catch(ifGone)
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedMs)
      await rm(path, { recursive: true, force: true })
  }
}

function ifGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error
  return undefined
}
