import { createHash } from "node:crypto"

import { SlipwayError } from "../errors.ts"
import { isDigest } from "./image-reference.ts"

/** The digest of bytes, as registries write it. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`
}

/**
 * The digest of what arrived, which has to be the one that was asked for and the one that the
 * registry states. A difference is damage or worse: an E_REGISTRY_ANSWER, and never tried again.
 */
export function checkDigest(
  subject: string,
  bytes: Uint8Array,
  expected: { asked: string | undefined; stated: string | null },
): string {
  const received = digestOf(bytes)
  const stated = expected.stated !== null && isDigest(expected.stated) ? expected.stated : undefined
  for (const digest of [expected.asked, stated])
    if (digest !== undefined && digest !== received)
      throw new SlipwayError(
        "E_REGISTRY_ANSWER",
        `${subject}: the registry's answer is not what its digest says: expected ${digest}, received bytes of ${received}\nDo not use the image. Check the registry and every cache and proxy before it`,
      )
  return received
}
