import { isStale, type StatedImage } from "./is-stale.ts"
import type { UnitRecord } from "./record.ts"

export interface Source {
  /** A full commit id. */
  source: string | undefined
  from: "record" | "tag" | "unknown"
}

/**
 * The commit that the image of an entry was built from: by the record unless it is stale or silent,
 * else the tag where that is a full commit id. Undefined as record is a unit that has none.
 */
export function sourceOf(record: UnitRecord | undefined, entry: StatedImage): Source {
  if (record?.source !== undefined && !isStale(record, entry))
    return { source: record.source, from: "record" }
  if (entry.tag !== undefined && /^[0-9a-f]{40}$/.test(entry.tag))
    return { source: entry.tag, from: "tag" }
  return { source: undefined, from: "unknown" }
}
