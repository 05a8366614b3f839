import type { UnitRecord } from "../record/record.ts"
import type { Relation } from "./ancestry.ts"
import type { Current } from "./current.ts"
import type { Intent } from "./intent.ts"

/** What becomes of one intent on one commit of the branch. */
export type Decision =
  /** `warning`: it goes in although nothing says that it is newer. */
  | { kind: "write"; warning?: string }
  | { kind: "unchanged" }
  /** What runs is newer: success, and nothing to do. */
  | { kind: "superseded"; by: string }
  | { kind: "held"; hold: NonNullable<UnitRecord["hold"]> }
  /** Only where the environment's ordering is strict. */
  | { kind: "refused"; reason: string }

export interface DecideOptions {
  /** How the intent's source stands to the current one, as far as history tells. */
  relation: Relation
  ordering: "warn" | "strict"
}

/** An older build never takes the place of a newer one. No clock is asked. */
export function decide(intent: Intent, current: Current, options: DecideOptions): Decision {
  if (states(current, intent)) return { kind: "unchanged" }
  if (current.hold !== undefined) return { kind: "held", hold: current.hold }
  if (current.source === undefined && !current.handEdited) return { kind: "write" }
  const { relation, ordering } = options
  if (relation === "same" || relation === "newer") return { kind: "write" }
  if (relation === "older") return { kind: "superseded", by: current.source ?? "" }
  // Without a history the record still knows what it took the place of.
  if (
    relation === "unknown" &&
    intent.source !== undefined &&
    current.source !== undefined &&
    current.replaced.includes(intent.source)
  )
    return { kind: "superseded", by: current.source }
  const reason = why(intent, current, relation)
  return ordering === "strict" ? { kind: "refused", reason } : { kind: "write", warning: reason }
}

/** Whether the overlay says already what is wanted. An unknown source cannot contradict. */
function states(current: Current, intent: Intent): boolean {
  return (
    current.recorded &&
    current.repository === intent.repository &&
    current.tag === intent.tag &&
    current.digest === intent.digest &&
    (intent.source === undefined || current.source === intent.source)
  )
}

function why(intent: Intent, current: Current, relation: Relation): string {
  const ours = intent.source?.slice(0, 12)
  const theirs = current.source?.slice(0, 12)
  if (current.source === undefined)
    return `somebody edited its image by hand (${current.tag ?? "no tag"}), and no source commit is known for it`
  if (ours === undefined) return `no source commit is known for ${intent.tag}; ${theirs} runs`
  return relation === "diverged"
    ? `${ours} and ${theirs}, which runs, have different histories`
    : `${ours} cannot be compared with ${theirs}, which runs: no history at hand has both`
}
