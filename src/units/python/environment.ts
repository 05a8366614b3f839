import type { Stage } from "../../runner/task.ts"
import type { Packages } from "./lock.ts"

/** How a unit's Python environment is made, and what will be in it. */
export interface Environment {
  stages: Stage[]
  /** The virtual environment, relative to the root. */
  venv: string
  packages: Packages
  /** Directories outside the unit that it depends on. */
  localPaths: string[]
  /** How it is installed, for people: "uv sync --locked". */
  how: string
  notes: string[]
}
