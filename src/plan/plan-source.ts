import { loadConfig } from "../config/load-config.ts"
import type { Tree } from "../tree/tree.ts"
import { ciPlan, selectUnits, type CiPlan } from "./ci-plan.ts"

export interface PlanRequest {
  /** A configuration instead of the tree's own slipway.yaml, and what to call it in messages. */
  config?: { text: string; file: string }
  /** Only these units; empty means all. */
  services: readonly string[]
}

/** From a gathered repository to its plan. Throws E_CONFIG, E_SOURCE or E_UNKNOWN_UNIT. */
export function planSource(tree: Tree, request: PlanRequest): CiPlan {
  const loaded = request.config
    ? loadConfig(request.config.text, request.config.file)
    : loadConfig(tree.read("slipway.yaml"))
  return selectUnits(ciPlan(tree, loaded), request.services)
}
