import { createHash } from "node:crypto"
import { lstatSync, readFileSync, readdirSync, readlinkSync } from "node:fs"
import { join } from "node:path"

/** One number for names, kinds, modes, times of change and contents of everything below a directory. */
export function treeHash(root: string): string {
  const hash = createHash("sha256")
  const walk = (dir: string): void => {
    for (const name of readdirSync(dir).sort()) {
      const path = join(dir, name)
      const stat = lstatSync(path)
      hash.update(`${path}\0${stat.mode}\0${stat.mtimeMs}\0${stat.ctimeMs}\0`)
      if (stat.isDirectory()) walk(path)
      else if (stat.isSymbolicLink()) hash.update(readlinkSync(path))
      else if (stat.isFile()) hash.update(readFileSync(path))
    }
  }
  walk(root)
  return hash.digest("hex")
}
