import { checkDigest } from "./check-digest.ts"
import { isDigest } from "./image-reference.ts"
import { indexTypes, manifestTypes } from "./media-types.ts"
import { missingImage } from "./missing-image.ts"
import { type ParsedManifest, parseManifest } from "./parse-manifest.ts"
import type { RegistryClient } from "./registry-client.ts"

export type Manifest = ParsedManifest & { digest: string }

/** What clients ask for, newest format first. */
export const manifestAccept = [...indexTypes, ...manifestTypes].join(", ")
/** Registries have to take 4 MiB and need not take more (distribution specification 1.1). */
export const maxManifestBytes = 4 << 20

/** The manifest of a tag or digest, with the digest of its bytes; E_IMAGE_MISSING without one. */
export async function readManifest(
  client: RegistryClient,
  subject: string,
  wanted: string,
): Promise<Manifest> {
  const answer = await client.read({
    subject,
    path: `manifests/${wanted}`,
    accept: manifestAccept,
    maxBytes: maxManifestBytes,
  })
  if (answer.status === 404) throw await missingImage(client, subject, wanted, answer)
  const digest = checkDigest(subject, answer.body, {
    asked: isDigest(wanted) ? wanted : undefined,
    stated: answer.headers.get("docker-content-digest"),
  })
  return { ...parseManifest(answer.body, answer.headers.get("content-type"), subject), digest }
}
