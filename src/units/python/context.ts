import type { Stage } from "../../runner/task.ts"
import type { Tree } from "../../tree/tree.ts"
import type { Settings } from "../settings.ts"
import type { UnitBase } from "../task-base.ts"
import type { PlannedStep, Setting } from "../unit.ts"
import type { Environment } from "./environment.ts"
import type { PythonProject } from "./project.ts"

/** A Python unit whose environment is decided, as its steps need it. */
export interface PythonContext {
  tree: Tree
  settings: Settings
  base: UnitBase
  environment: Environment
  project: PythonProject | undefined
  /** The sources alone: enough for tools that import nothing. */
  bare: Stage[]
  /** The environment and the sources. */
  prepared: Stage[]
}

/** A step that Slipway knows how to run, before slipway.yaml changes it. */
export interface PythonCheck {
  step: string
  title: string
  argv: string[]
  stages: Stage[]
  from: string
}

export interface PythonSteps {
  steps: PlannedStep[]
  settings: Setting[]
  notes: string[]
}
