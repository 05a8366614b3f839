import { SlipwayError } from "../errors.ts"
import { type ImageOrigin, originKeys } from "./image-origin.ts"
import { indexTypes } from "./media-types.ts"
import type { Descriptor } from "./parse-manifest.ts"
import { type ImageConfig, platformText, readConfig } from "./read-config.ts"
import { type Manifest, readManifest } from "./read-manifest.ts"
import type { RegistryClient } from "./registry-client.ts"

/**
 * The origin of an image of several platforms: what the index states of the whole, else what the
 * config of every platform says. Platforms of different commits are an E_IMAGE_MISMATCH.
 */
export async function inspectIndex(
  client: RegistryClient,
  subject: string,
  index: Extract<Manifest, { kind: "index" }>,
): Promise<ImageOrigin> {
  const { annotations } = index
  const images = index.images.filter(isImage)
  if (images.length === 0)
    throw new SlipwayError(
      "E_IMAGE_MISMATCH",
      `${subject}: expected an image for at least one platform, received an index without any\nPublish the image again`,
    )
  const stated = annotations[originKeys.revision] || undefined
  if (stated !== undefined && images.every(({ platform }) => platform))
    return {
      revision: stated,
      source: annotations[originKeys.source] || undefined,
      created: annotations[originKeys.created] || undefined,
      platforms: images.map(({ platform }) => platformText(platform!)),
    }
  const configs: ImageConfig[] = []
  for (const image of images) configs.push(await readPlatform(client, subject, image))
  const revision = stated ?? agreed(subject, configs)
  const [first] = configs
  return {
    revision,
    source: annotations[originKeys.source] || first!.labels[originKeys.source] || undefined,
    created: annotations[originKeys.created] || first!.created,
    platforms: configs.map(({ platform }) => platform),
  }
}

/** Builders put their attestations beside the images, for a platform that there is not. */
function isImage({ platform }: Descriptor): boolean {
  return platform?.os !== "unknown"
}

async function readPlatform(
  client: RegistryClient,
  subject: string,
  descriptor: Descriptor,
): Promise<ImageConfig> {
  const part = `${subject}, ${descriptor.platform ? platformText(descriptor.platform) : descriptor.digest}`
  const nested = descriptor.mediaType !== undefined && indexTypes.includes(descriptor.mediaType)
  const manifest = nested ? undefined : await readManifest(client, part, descriptor.digest)
  if (manifest?.kind === "image") return await readConfig(client, part, manifest.config)
  throw new SlipwayError(
    "E_REGISTRY_ANSWER",
    `${part}: expected the image of one platform, received an index within an index\nPublish the image again as one index`,
  )
}

/** The revision that all platforms name; undefined where none does. */
function agreed(subject: string, configs: readonly ImageConfig[]): string | undefined {
  const revisions = configs.map(({ labels }) => labels[originKeys.revision] || undefined)
  if (new Set(revisions).size === 1) return revisions[0]
  const lines = configs.map(
    ({ platform }, at) => `  ${platform}: ${JSON.stringify(revisions[at])?.slice(0, 90) ?? "none"}`,
  )
  throw new SlipwayError(
    "E_IMAGE_MISMATCH",
    `${subject}: expected one ${originKeys.revision} in all platforms, received\n${lines.join("\n")}\nPublish the image again with all platforms from one commit`,
  )
}
