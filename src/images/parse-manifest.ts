import * as z from "zod"

import { SlipwayError } from "../errors.ts"
import { isDigest } from "./image-reference.ts"
import { configTypes, indexTypes, manifestTypes } from "./media-types.ts"
import { parseJson } from "./parse-json.ts"

const Annotations = z.record(z.string(), z.string()).nullish()
/** Registries are not trusted to send what may stand in a message. */
export const PlatformPart = z.string().regex(/^[A-Za-z0-9._-]{0,64}$/)

const Descriptor = z.object({
  mediaType: z.string().optional(),
  digest: z.string().refine(isDigest, { error: "expected sha256: and 64 of 0-9 and a-f" }),
  size: z.number().int().nonnegative(),
  platform: z
    .object({ os: PlatformPart, architecture: PlatformPart, variant: PlatformPart.optional() })
    .nullish(),
  annotations: Annotations,
})
const Index = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  manifests: z.array(Descriptor).max(64),
  // Two programs could read one such text as two things (OCI image spec 1.1, security considerations).
  layers: z.never({ error: "expected either manifests or layers" }).optional(),
  config: z.never({ error: "expected either manifests or config" }).optional(),
  annotations: Annotations,
})
const Manifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  config: Descriptor,
  layers: z.array(z.object({})),
  manifests: z.never({ error: "expected either manifests or layers" }).optional(),
  annotations: Annotations,
})

const Typed = z.object({ mediaType: z.string().optional() })

export type Descriptor = z.infer<typeof Descriptor>

/** What a tag or digest stands for: one platform's image, or a list of them. */
export type ParsedManifest = (
  | { kind: "image"; config: Descriptor }
  | { kind: "index"; images: readonly Descriptor[] }
) & { mediaType: string; annotations: Readonly<Record<string, string>> }

/**
 * A manifest as the OCI image specification 1.1 and Docker's schema 2 write it. Everything else is an
 * E_REGISTRY_ANSWER, or an E_IMAGE_MISMATCH where it is published well but is no image.
 *
 * @param contentType the field of the answer; the text's own type counts where it says nothing
 */
export function parseManifest(
  bytes: Buffer,
  contentType: string | null,
  subject: string,
): ParsedManifest {
  const refuse = (expected: string, received: string): SlipwayError =>
    new SlipwayError(
      "E_REGISTRY_ANSWER",
      `${subject}: the registry's manifest cannot be read: expected ${expected}, received ${received}\nPublish the image again, in OCI's format or Docker's schema 2`,
    )
  const json = parseJson(bytes)
  const inside = Typed.safeParse(json).data?.mediaType
  const outside = contentType?.split(";", 1)[0]?.trim().toLowerCase()
  const given = outside === "application/json" || outside === "" ? undefined : outside
  if (given !== undefined && inside !== undefined && given !== inside)
    throw refuse(
      "one media type",
      `${JSON.stringify(given)} around ${JSON.stringify(inside.slice(0, 90))}`,
    )
  const mediaType = given ?? inside ?? "no media type"
  const invalid = (error: z.ZodError): SlipwayError => {
    const issue = error.issues[0]!
    return refuse("a valid one", `at ${issue.path.join(".") || "the top"}: ${issue.message}`)
  }
  if (indexTypes.includes(mediaType)) {
    const index = Index.safeParse(json)
    if (!index.success) throw invalid(index.error)
    const { manifests, annotations } = index.data
    return { kind: "index", mediaType, images: manifests, annotations: annotations ?? {} }
  }
  if (!manifestTypes.includes(mediaType))
    throw refuse([...indexTypes, ...manifestTypes].join(", "), mediaType.slice(0, 90))
  const manifest = Manifest.safeParse(json)
  if (!manifest.success) throw invalid(manifest.error)
  const { config, annotations } = manifest.data
  if (config.mediaType === undefined || !configTypes.includes(config.mediaType))
    throw new SlipwayError(
      "E_IMAGE_MISMATCH",
      `${subject}: what is published there is no container image: expected a config of ${configTypes.join(" or ")}, received ${JSON.stringify(config.mediaType?.slice(0, 90))}\nCheck that the repository is the image's and not, for example, its chart's`,
    )
  return { kind: "image", mediaType, config, annotations: annotations ?? {} }
}
