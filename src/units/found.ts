import type { UnitConfig } from "../config/unit-schema.ts"
import type { UnitKind } from "./unit.ts"

/** A directory whose manifests make it a unit. */
export interface Candidate {
  path: string
  kind: UnitKind
  /** The manifest, or `slipway.yaml`. */
  foundBy: string
}

/** A unit as discovery or the configuration names it, before its steps are known. */
export interface Found extends Candidate {
  name: string
  config: UnitConfig
}

/** A directory that looks like a unit and is none, and why. */
export interface NotAUnit {
  path: string
  reason: string
}
