import { SlipwayError } from "../errors.ts"
import { isDigest } from "./image-reference.ts"
import { manifestAccept, maxManifestBytes, readManifest } from "./read-manifest.ts"
import type { RegistryClient } from "./registry-client.ts"

/**
 * The tag beside a digest that exists: it has to point to that digest, else it is an
 * E_IMAGE_MISMATCH. A tag that is gone is a warning, because clusters pull by the digest.
 */
export async function checkTag(
  client: RegistryClient,
  subject: string,
  { tag, digest }: { tag: string; digest: string },
): Promise<string | undefined> {
  const answer = await client.read({
    subject,
    method: "HEAD",
    path: `manifests/${tag}`,
    accept: manifestAccept,
    maxBytes: maxManifestBytes,
  })
  if (answer.status === 404)
    return `${subject}: the tag ${tag} is not in the registry (any more); the digest is, and clusters pull by it`
  const stated = answer.headers.get("docker-content-digest")
  const actual =
    stated !== null && isDigest(stated) ? stated : (await readManifest(client, subject, tag)).digest
  if (actual === digest) return undefined
  throw new SlipwayError(
    "E_IMAGE_MISMATCH",
    `${subject}: the tag and the digest are two images: expected the tag ${tag} to point to ${digest}, received ${actual}\nName the one that is meant: the tag alone, or its digest`,
  )
}
