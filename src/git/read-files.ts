import { RemoteError } from "../gitops/write/remote-error.ts"
import type { RemoteFile } from "../gitops/write/remote.ts"
import { directoryMode, type TreeEntry } from "./parse-tree.ts"
import type { PartialRepository } from "./partial-repository.ts"
import type { TreeWalk } from "./tree-walk.ts"

/**
 * Files of a tree, undefined where there is none. One that is longer than `maxBytes` is refused: half
 * of a file, written back, would be the loss of the other half.
 */
export async function readFiles(
  repository: PartialRepository,
  walk: TreeWalk,
  paths: readonly string[],
  maxBytes: number,
  signal: AbortSignal,
): Promise<(RemoteFile | undefined)[]> {
  const located = await walk.locate(paths, signal)
  const entries = located.map((each) => (each.kind === "entry" ? each.entry : undefined))
  const blobs = entries.filter((entry) => isRegular(entry)).map((entry) => entry.oid)
  const sizes = await repository.sizes(blobs, signal)
  for (const [index, entry] of entries.entries()) {
    const size = isRegular(entry) ? (sizes.get(entry.oid) ?? 0) : 0
    if (size > maxBytes)
      throw new RemoteError(
        "invalid",
        `${paths[index]} has ${size} bytes; at most ${maxBytes} are read`,
      )
  }
  const objects = await repository.read(blobs, signal)
  return entries.map((entry, index) => {
    if (entry === undefined) return undefined
    const bytes = isRegular(entry) ? objects.get(entry.oid)!.bytes : Buffer.alloc(0)
    return { path: paths[index]!, mode: fullMode(entry.mode), bytes }
  })
}

function isRegular(entry: TreeEntry | undefined): entry is TreeEntry {
  return entry !== undefined && entry.mode.startsWith("100")
}

function fullMode(mode: string): string {
  return mode === directoryMode ? "040000" : mode
}
