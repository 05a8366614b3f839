import * as z from "zod"

import { blobId } from "./blob-id.ts"
import type { Place } from "./place.ts"
import type { TreeEntry } from "./tree-entry.ts"

const Blob = z.object({ encoding: z.literal("base64"), content: z.string() })

/**
 * The exact bytes of a file. GraphQL has only its text, in which a byte order mark and what is not
 * UTF-8 are lost.
 *
 * https://docs.github.com/en/rest/git/blobs#get-a-blob
 */
export async function readBlob(
  { client, owner, repository }: Place,
  entry: TreeEntry,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const what = `reading ${JSON.stringify(entry.path)}`
  const answer = await client.rest(
    what,
    {
      method: "GET",
      url: "/repos/{owner}/{repo}/git/blobs/{file_sha}",
      owner,
      repo: repository,
      file_sha: entry.oid,
    },
    signal,
  )
  const blob = Blob.safeParse(answer.data)
  if (!blob.success) {
    throw client.error("unavailable", what, "the answer broke off or is not GitHub's", answer)
  }
  const bytes = new Uint8Array(Buffer.from(blob.data.content, "base64"))
  // Node decodes whatever looks like base64, so what arrived is checked by what it is.
  if (blobId(bytes, entry.oid) !== entry.oid) {
    const reason = `GitHub's answer is not the blob ${entry.oid}`
    throw client.error("unavailable", what, reason, answer)
  }
  return bytes
}
