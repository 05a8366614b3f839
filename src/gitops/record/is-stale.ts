import type { UnitRecord } from "./record.ts"

/** What an entry of a kustomization's images says of its image. */
export interface StatedImage {
  tag?: string | undefined
  digest?: string | undefined
}

/**
 * Whether the kustomization names another image than the record: somebody edited it by hand, and
 * the record's source and change tell of an image that does not run. A hold stays valid.
 */
export function isStale(record: UnitRecord, entry: StatedImage): boolean {
  if (record.tag !== entry.tag) return true
  return record.digest !== undefined && entry.digest !== undefined && record.digest !== entry.digest
}
