import type { RemoteFile } from "../gitops/write/remote.ts"
import type { Place } from "./place.ts"
import { readBlob } from "./read-blob.ts"
import type { TreeEntry } from "./tree-entry.ts"

/** Requests that are under way together; GitHub's limit is 100 for all clients of a credential. */
const atOnce = 8

/** The files behind these entries. All sizes are checked before the first byte is asked for. */
export async function readFiles(
  place: Place,
  entries: readonly (TreeEntry | undefined)[],
  maxBytes: number,
  signal: AbortSignal,
): Promise<(RemoteFile | undefined)[]> {
  for (const entry of entries) {
    if (!isRegular(entry)) continue
    const what = `reading ${JSON.stringify(entry.path)}`
    if (entry.bytes === undefined) {
      throw place.client.error("invalid", what, "GitHub's answer has no size for it")
    }
    if (entry.bytes > maxBytes) {
      const reason = `the file has ${entry.bytes} bytes and at most ${maxBytes} are read`
      throw place.client.error("invalid", what, reason)
    }
  }
  const files: (RemoteFile | undefined)[] = []
  for (let start = 0; start < entries.length; start += atOnce) {
    const some = entries.slice(start, start + atOnce)
    files.push(...(await Promise.all(some.map((entry) => readFile(place, entry, signal)))))
  }
  return files
}

async function readFile(
  place: Place,
  entry: TreeEntry | undefined,
  signal: AbortSignal,
): Promise<RemoteFile | undefined> {
  if (entry === undefined) return undefined
  const { path, mode } = entry
  const bytes = isRegular(entry) ? await readBlob(place, entry, signal) : new Uint8Array()
  return { path, mode, bytes }
}

function isRegular(entry: TreeEntry | undefined): entry is TreeEntry {
  return entry !== undefined && /^100[0-7]{3}$/.test(entry.mode)
}
