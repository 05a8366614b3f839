import { SlipwayError } from "../errors.ts"
import { checkTag } from "./check-tag.ts"
import { type ImageOrigin, originKeys } from "./image-origin.ts"
import { inspectIndex } from "./inspect-index.ts"
import { type ImageReference, referenceText } from "./parse-reference.ts"
import { readConfig } from "./read-config.ts"
import { type Manifest, readManifest } from "./read-manifest.ts"
import { RegistryClient } from "./registry-client.ts"
import type { RegistryOptions } from "./registry-options.ts"

/** A published image, as its registry holds it. */
export interface InspectedImage extends ImageOrigin {
  /** Of the manifest's bytes: what a cluster pulls by. */
  digest: string
  mediaType: string
  /** The digest is there but the tag is not. */
  warning: string | undefined
}

/**
 * Whether an image is published, under which digest, and what it was built from. Reads the registry
 * and changes nothing.
 *
 * E_IMAGE_MISSING: the registry says it is not there. E_REGISTRY: nobody could be asked, so nothing is
 * known. E_REGISTRY_AUTH: other credentials are needed. E_IMAGE_MISMATCH: the tag is another image
 * than the digest, or the platforms are of different commits. E_REGISTRY_ANSWER: an answer that must
 * not be trusted, such as bytes of another digest. E_IMAGE_REFERENCE: neither tag nor digest.
 *
 * @param reference what parseReference gives
 */
export async function inspectImage(
  reference: ImageReference,
  options: RegistryOptions,
): Promise<InspectedImage> {
  const { tag, digest } = reference
  const subject = `image ${JSON.stringify(referenceText(reference))}`
  const wanted = digest ?? tag
  if (wanted === undefined)
    throw new SlipwayError(
      "E_IMAGE_REFERENCE",
      `${subject}: expected a tag or a digest, received neither\nName one: ${reference.name}:TAG or ${reference.name}@sha256:...`,
    )
  const client = new RegistryClient(reference, options)
  const manifest = await readManifest(client, subject, wanted)
  const warning =
    tag === undefined || digest === undefined
      ? undefined
      : await checkTag(client, subject, { tag, digest })
  const origin = await readOrigin(client, subject, manifest)
  return { digest: manifest.digest, mediaType: manifest.mediaType, ...origin, warning }
}

async function readOrigin(
  client: RegistryClient,
  subject: string,
  manifest: Manifest,
): Promise<ImageOrigin> {
  if (manifest.kind === "index") return await inspectIndex(client, subject, manifest)
  const { platform, created, labels } = await readConfig(client, subject, manifest.config)
  return {
    revision: labels[originKeys.revision] || undefined,
    source: labels[originKeys.source] || undefined,
    created,
    platforms: [platform],
  }
}
