import type { Relation } from "./ancestry.ts"
import { overlayPaths, overlayState, type OverlayState } from "./overlay-state.ts"
import { pairsToCompare, planWrite, type WritePlan } from "./plan-write.ts"
import { heldError, orderError } from "./refusals.ts"
import type { Snapshot } from "./remote.ts"
import type { WriteOptions } from "./write-options.ts"

/**
 * What a change means on one commit of the branch. Throws, before anything is written, when a unit
 * that the caller named must not move.
 */
export async function planOn(
  snapshot: Snapshot,
  { change, target, ancestry }: Pick<WriteOptions, "change" | "target" | "ancestry">,
  id: string,
  signal: AbortSignal,
): Promise<{ state: OverlayState; plan: WritePlan }> {
  const files = await snapshot.read(overlayPaths(target.overlay), signal)
  const state = overlayState(target.overlay, snapshot.commit, files)
  const relations = new Map<string, Relation>()
  for (const { ours, theirs } of pairsToCompare(state, change.intents))
    relations.set(`${ours} ${theirs}`, await ancestry.compare(ours, theirs, signal))
  const plan = planWrite(state, change.intents, {
    change: id,
    ordering: target.ordering,
    relation: (ours, theirs) => relations.get(`${ours} ${theirs}`) ?? "unknown",
  })
  const held = plan.units.filter(({ intent, decision }) => intent.named && decision.kind === "held")
  if (held.length > 0) throw heldError(held, target)
  const refused = plan.units.filter(({ decision }) => decision.kind === "refused")
  if (refused.length > 0) throw orderError(refused, target)
  return { state, plan }
}
