import type { UnitConfig } from "../config/schema.ts"
import type { UnitKind } from "./unit.ts"

/** A unit as discovery or the configuration names it, before its steps are known. */
export interface Found {
  name: string
  path: string
  kind: UnitKind
  /** The manifest, or `slipway.yaml`. */
  foundBy: string
  config: UnitConfig
}

/** A directory that looks like a unit and is none, and why. */
export interface NotAUnit {
  path: string
  reason: string
}
