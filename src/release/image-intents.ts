import { SlipwayError } from "../errors.ts"
import type { Intent } from "../gitops/write/intent.ts"
import type { ImageArgument } from "./image-argument.ts"

/** What a registry knows of an image. */
export interface PublishedImage {
  digest: string
  /** The commit it was built from, by its label; undefined where it has none. */
  revision: string | undefined
  warnings: readonly string[]
}

/** Look an image up in its registry. Throws a SlipwayError when it is not there. */
export type Inspect = (
  image: { repository: string; tag: string; digest: string | undefined },
  signal: AbortSignal,
) => Promise<PublishedImage>

/** What a record can hold; 64 digits are rather the digest of something. */
const commitId = /^[0-9a-f]{40}$/

/** From arguments to intents: every digest known, every source commit as far as anybody says it. */
export async function imageIntents(
  images: readonly ImageArgument[],
  { inspect, signal }: { inspect: Inspect | undefined; signal: AbortSignal },
): Promise<{ intents: Intent[]; notes: string[] }> {
  const notes: string[] = []
  const intents = await Promise.all(
    images.map(async (image): Promise<Intent> => {
      const { unit, entry, repository, tag } = image
      const published = await inspect?.(image, signal)
      const digest = published?.digest ?? image.digest
      if (digest === undefined)
        throw new SlipwayError(
          "E_IMAGE_REFERENCE",
          `--image ${unit}=${repository}:${tag}: expected a digest, received none, and --no-verify asks no registry\nAdd @sha256:..., or leave --no-verify out\nNothing was written`,
        )
      for (const warning of published?.warnings ?? []) notes.push(`${unit}: ${warning}`)
      return {
        unit,
        entry,
        repository,
        tag,
        digest,
        source: sourceOf(image, published),
        named: true,
      }
    }),
  )
  for (const { unit, tag, source: known } of intents)
    if (known === undefined)
      notes.push(
        `${unit}: no source commit is known for ${tag}: the image has no label org.opencontainers.image.revision, and its tag is no commit`,
      )
  return { intents, notes }
}

/** The label's commit, else the tag when it is one. They must not contradict each other. */
function sourceOf(
  { unit, tag }: ImageArgument,
  published: PublishedImage | undefined,
): string | undefined {
  const tagged = commitId.test(tag) ? tag : undefined
  const revision = published?.revision
  if (revision === undefined || !commitId.test(revision)) return tagged
  if (tagged !== undefined && tagged !== revision)
    throw new SlipwayError(
      "E_IMAGE_MISMATCH",
      `${unit}: the tag says commit ${tagged}, the image's label org.opencontainers.image.revision says ${revision}\nPublish the image under the commit that it was built from\nNothing was written`,
    )
  return revision
}
