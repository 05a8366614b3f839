import { createHash } from "node:crypto"

/** The id that git gives these bytes, by the hash of a repository in which `like` is an id. */
export function blobId(bytes: Uint8Array, like: string): string {
  return createHash(like.length === 64 ? "sha256" : "sha1")
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest("hex")
}
