import { posix } from "node:path"

import type { RemoteFile, Snapshot } from "../write/remote.ts"
import { references } from "./references.ts"

const maxFiles = 5_000
const maxRounds = 20
const kustomization = /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/

/**
 * Every file that the build of an overlay reads: its own directory and what its kustomizations refer
 * to, and theirs. A round trip for each level, not for each file. Undefined when they are too many.
 */
export async function overlayFiles(
  snapshot: Snapshot,
  overlay: string,
  signal: AbortSignal,
): Promise<Map<string, RemoteFile> | undefined> {
  const files = new Map<string, RemoteFile>()
  const asked = new Set<string>()
  let next = [overlay]
  for (let round = 0; next.length > 0; round++) {
    if (round === maxRounds) return undefined
    for (const path of next) asked.add(path)
    const below = await snapshot.list(next, signal)
    const paths = [...new Set([...next, ...below])].filter(
      (path) => path !== "" && !files.has(path),
    )
    if (files.size + paths.length > maxFiles) return undefined
    const read = await snapshot.read(paths, signal)
    const fresh = read.filter((file) => file !== undefined && file.mode.startsWith("100"))
    for (const file of fresh) files.set(file!.path, file!)
    next = fresh
      .filter((file) => kustomization.test(file!.path))
      .flatMap((file) => refersTo(file!))
      .filter((path) => !asked.has(path) && !files.has(path))
    next = [...new Set(next)]
  }
  return files
}

function refersTo({ path, bytes }: RemoteFile): string[] {
  const directory = posix.dirname(path)
  return references(Buffer.from(bytes).toString("utf8"), directory === "." ? "" : directory)
}
