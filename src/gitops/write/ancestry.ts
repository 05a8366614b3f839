/**
 * How a source commit stands to another. `unknown`: the history at hand does not tell, because it is
 * shallow, another repository's, or not there.
 */
export type Relation = "same" | "older" | "newer" | "diverged" | "unknown"

/** The source history, as far as it is at hand. */
export interface Ancestry {
  /** How `ours` stands to `theirs`: older means that theirs was made on top of it. */
  compare(ours: string, theirs: string, signal: AbortSignal): Promise<Relation>
}

/** No history at all. */
export const noAncestry: Ancestry = {
  compare: (ours, theirs) => Promise.resolve(ours === theirs ? "same" : "unknown"),
}
