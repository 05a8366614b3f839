import type { Stage } from "../../runner/task.ts"
import { join } from "../../tree/tree.ts"
import type { Environment } from "./environment.ts"

/** Tools that the step needs and the project does not declare, in the project's environment. */
export function extraTools(environment: Environment, requirements: string[]): Stage {
  const python = join(environment.venv, "bin/python")
  return {
    label: "tools",
    inputs: [],
    commands: [{ argv: ["uv", "pip", "install", "--python", python, ...requirements], cwd: "" }],
  }
}
