import { chmod, lstat, readdir, rm } from "node:fs/promises"
import { join } from "node:path"

/** Remove a directory and all below it, also where a step made directories read-only. Follows no link. */
export async function removeTree(dir: string): Promise<void> {
  const options = { recursive: true, force: true, maxRetries: 3 }
  try {
    await rm(dir, options)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== "EACCES" && code !== "EPERM" && code !== "ENOTEMPTY") throw error
    await makeWritable(dir)
    await rm(dir, options)
  }
}

async function makeWritable(dir: string): Promise<void> {
  if (!(await lstat(dir)).isDirectory()) return
  await chmod(dir, 0o700)
  for (const entry of await readdir(dir, { withFileTypes: true }))
    if (entry.isDirectory()) await makeWritable(join(dir, entry.name))
}
