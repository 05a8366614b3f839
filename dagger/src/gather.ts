import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import type { Directory } from "@dagger.io/dagger"

import { makeTree, manifestPatterns, readHostTree, type Tree } from "../core.js"

/** What the core needs to know of a source directory: all names, and the texts of its manifests. */
export async function gather(source: Directory): Promise<Tree> {
  const dir = mkdtempSync(join(tmpdir(), "slipway-"))
  try {
    const [names] = await Promise.all([
      source.glob("**"),
      source.filter({ include: [...manifestPatterns] }).export(dir),
    ])
    const manifests = readHostTree(dir)
    const texts = new Map(manifests.files.map((path) => [path, manifests.read(path)]))
    const files = names.filter((name) => !name.endsWith("/"))
    return makeTree(files, new Map(), (path) => texts.get(path))
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
