import * as z from "zod"

import { name } from "../../config/scalars.ts"
import { digestPattern, tagPattern } from "../../images/image-reference.ts"

/** A text for people: of one line, and of characters that every YAML reader accepts. */
const line = z
  .string()
  .regex(
    /^(?!\s)[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufeff\ufffe\uffff]{1,1000}(?<!\s)$/u,
    "one line of text, of at most 1000 characters",
  )

const commit = z.string().regex(/^[0-9a-f]{40}$/, "a full commit id of 40 hex digits")

const hold = z
  .strictObject({
    by: line.describe("Who, as people know them."),
    reason: line.describe("Why."),
    since: z.iso
      .datetime({ precision: 0, error: 'a time in UTC, for example "2026-01-31T09:30:00Z"' })
      .describe("When it began."),
  })
  .describe("The unit stays where it is until somebody resumes it.")

/** What is written of a unit. */
export const unitSchema = z.strictObject({
  tag: z
    .string()
    .regex(tagPattern, "a tag: at most 128 letters, digits, dots, dashes and underscores")
    .describe("The tag of its image.")
    .optional(),
  digest: z
    .string()
    .regex(digestPattern, "a digest: sha256: and 64 of 0-9 and a-f")
    .describe("The digest of its image.")
    .optional(),
  source: commit.describe("The source commit that it was built from.").optional(),
  change: z
    .string()
    .regex(/^[a-z0-9-]{1,128}$/, "a change id: at most 128 of a-z, 0-9 and dashes")
    .describe("The change that put it there.")
    .optional(),
  replaced: z
    .array(commit)
    .max(10)
    .describe("Source commits that it took the place of, newest first.")
    .optional(),
  hold: hold.optional(),
})

/** The written form of a record. */
export const recordSchema = z
  .strictObject({
    version: z.literal(1).describe("The version of this form."),
    units: z.record(name, unitSchema).describe("What runs of each unit."),
  })
  .describe(".slipway.yaml: what runs in an environment. Written by slipway.")
