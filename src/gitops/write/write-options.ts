import type { Target } from "../target.ts"
import type { Ancestry } from "./ancestry.ts"
import type { Change } from "./change.ts"
import type { Clock } from "./clock.ts"
import type { WritePlan } from "./plan-write.ts"
import type { Remote, Snapshot } from "./remote.ts"

/** What a check of the whole overlay says about a commit that is about to be made. Throws to stop it. */
export type OverlayCheck = (
  snapshot: Snapshot,
  plan: WritePlan,
  signal: AbortSignal,
) => Promise<{ notes: string[] }>

export interface WriteOptions {
  remote: Remote
  target: Target
  change: Change
  ancestry: Ancestry
  check: OverlayCheck
  clock: Clock
  /** For the whole write, in milliseconds. */
  deadlineMs: number
  /** Stops the write between two effects. */
  signal: AbortSignal
}
