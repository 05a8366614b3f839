import * as z from "zod"

import { SlipwayError } from "../errors.ts"
import { checkDigest } from "./check-digest.ts"
import { parseJson } from "./parse-json.ts"
import { type Descriptor, PlatformPart } from "./parse-manifest.ts"
import type { RegistryClient } from "./registry-client.ts"

const maxConfigBytes = 8 << 20

const Config = z.object({
  os: PlatformPart,
  architecture: PlatformPart,
  variant: PlatformPart.optional(),
  created: z.string().nullish(),
  config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
})

/** What an image's config says of its making. */
export interface ImageConfig {
  /** For example `linux/arm/v7`. */
  platform: string
  created: string | undefined
  labels: Readonly<Record<string, string>>
}

/** The config of one platform's image. A missing one is an E_IMAGE_MISSING: nobody can pull that. */
export async function readConfig(
  client: RegistryClient,
  subject: string,
  descriptor: Descriptor,
): Promise<ImageConfig> {
  const refuse = (problem: string): SlipwayError =>
    new SlipwayError(
      "E_REGISTRY_ANSWER",
      `${subject}: its config ${descriptor.digest} cannot be read: ${problem}\nPublish the image again`,
    )
  if (descriptor.size > maxConfigBytes)
    throw refuse(`expected at most ${maxConfigBytes} bytes, received ${descriptor.size}`)
  const answer = await client.read({
    subject,
    path: `blobs/${descriptor.digest}`,
    maxBytes: maxConfigBytes,
  })
  if (answer.status === 404)
    throw new SlipwayError(
      "E_IMAGE_MISSING",
      `${subject}: its manifest is there, but its config ${descriptor.digest} is not (HTTP 404), so it cannot be pulled\nPublish the image again`,
    )
  checkDigest(subject, answer.body, { asked: descriptor.digest, stated: null })
  const config = Config.safeParse(parseJson(answer.body))
  if (!config.success) {
    const issue = config.error.issues[0]!
    throw refuse(`at ${issue.path.join(".") || "the top"}: ${issue.message}`)
  }
  const { os, architecture, variant, created, config: run } = config.data
  return {
    platform: platformText({ os, architecture, variant }),
    created: created ?? undefined,
    labels: run?.Labels ?? {},
  }
}

/** For example `linux/amd64`, as Docker writes it. */
export function platformText(platform: NonNullable<Descriptor["platform"]>): string {
  const { os, architecture, variant } = platform
  return variant ? `${os}/${architecture}/${variant}` : `${os}/${architecture}`
}
