import type { Stage } from "../../runner/task.ts"
import type { Tree } from "../../tree/tree.ts"
import type { Settings } from "../settings.ts"
import type { UnitBase } from "../task-base.ts"
import type { NodePackage } from "./package.ts"

/** A Node unit whose installation is decided, as its steps need it. */
export interface NodeContext {
  tree: Tree
  settings: Settings
  base: UnitBase
  pkg: NodePackage
  manager: "npm" | "pnpm"
  prepared: Stage[]
}
