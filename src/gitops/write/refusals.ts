import { SlipwayError } from "../../errors.ts"
import type { Target } from "../target.ts"
import { recordPath } from "./overlay-state.ts"
import type { UnitWrite } from "./plan-write.ts"

/** Units that the caller named and that somebody holds. */
export function heldError(
  held: readonly UnitWrite[],
  { environment, overlay }: Target,
): SlipwayError {
  const lines = held.map(({ intent, current }) => {
    const { by, reason, since } = current.hold!
    return `  ${intent.unit} is held at ${current.tag ?? "its image"} by ${by} since ${since}: ${reason}`
  })
  return new SlipwayError(
    "E_HELD",
    `${environment}: expected units that may move, received held ones\n${lines.join("\n")}\nNothing was written. A hold ends when it is taken out of ${recordPath(overlay)}: ${held.map(({ intent }) => `units.${intent.unit}.hold`).join(", ")}`,
  )
}

/** Builds that are not known to be newer, where that is asked for. */
export function orderError(refused: readonly UnitWrite[], { environment }: Target): SlipwayError {
  const lines = refused.map(({ intent, decision }) =>
    decision.kind === "refused" ? `  ${intent.unit}: ${decision.reason}` : "",
  )
  return new SlipwayError(
    "E_ORDER",
    `${environment} is ordered strictly: a build goes in only when it is known to be newer\n${lines.join("\n")}\nNothing was written. Give the source history: --history DIR, a clone that is not shallow`,
  )
}
