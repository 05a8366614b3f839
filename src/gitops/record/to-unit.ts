import type { z } from "zod"

import type { unitSchema } from "./record-schema.ts"
import type { UnitRecord } from "./record.ts"

/** A unit's record from its written form. */
export function toUnit(written: z.infer<typeof unitSchema>): UnitRecord {
  const { tag, digest, source, change, replaced = [], hold } = written
  return { tag, digest, source, change, replaced, hold }
}
