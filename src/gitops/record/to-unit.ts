import type { z } from "zod"

import type { unitSchema } from "./record-schema.ts"
import type { UnitRecord } from "./record.ts"

/** A unit's record from its written form, or from another record: all fields and no others. */
export function toUnit(written: z.infer<typeof unitSchema> | UnitRecord): UnitRecord {
  const { tag, digest, source, change, replaced = [], hold } = written
  return {
    tag,
    digest,
    source,
    change,
    replaced: [...replaced],
    hold: hold && { by: hold.by, reason: hold.reason, since: hold.since },
  }
}
