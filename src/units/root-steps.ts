import { defaults } from "../config/defaults.ts"
import type { LoadedConfig } from "../config/load-config.ts"
import { configError } from "../config/problem.ts"
import type { RootStep } from "../config/unit-schema.ts"
import type { Task } from "../runner/task.ts"
import type { Tree } from "../tree/tree.ts"
import { cleanPath, inputProblems } from "./input-paths.ts"
import { filesAbove, inputs, leftOut } from "./inputs.ts"
import { nodeBase } from "./node/base.ts"
import { pythonBase } from "./python/base.ts"
import { Settings } from "./settings.ts"
import { makeTask, type UnitBase } from "./task-base.ts"
import type { PlannedStep } from "./unit.ts"

/** Python tools that a step outside units may name without installing them. */
const pythonTools = {
  ruff: "ruff",
  mypy: "mypy",
  pytest: "pytest",
  pyright: "pyright[nodejs]",
} as const

/** The steps outside units, such as the guide's `ruff check services/`. They run at the root. */
export function rootSteps(tree: Tree, loaded: LoadedConfig): PlannedStep[] {
  const steps = Object.entries(loaded.config.steps ?? {})
  const problems = steps.flatMap(([step, { inputs: written }]) =>
    inputProblems(tree, loaded, ["steps", step, "inputs"], written),
  )
  if (problems.length > 0) throw configError(loaded.file, problems)
  return steps.map(([step, config]) => ({ step, task: rootTask(tree, loaded, step, config) }))
}

function rootTask(tree: Tree, loaded: LoadedConfig, step: string, config: RootStep): Task {
  const { kind } = config
  const settings = new Settings(
    { name: "(root)", path: "", kind, foundBy: loaded.file, config: {} },
    loaded,
  )
  const paths = config.inputs.map(cleanPath)
  const above = kind === "custom" ? [] : paths.flatMap((path) => filesAbove(tree, path, kind))
  return makeTask(rootBase(settings, config), step, {
    title: config.run.join(" "),
    argv: kind === "python" ? toolRun(settings, config.run) : config.run,
    stages: [
      { label: "source", inputs: inputs([...paths, ...above], leftOut(tree)), commands: [] },
    ],
    override: config,
    withServices: false,
  })
}

function rootBase(settings: Settings, { kind, image }: RootStep): UnitBase {
  if (kind === "python") {
    const version = settings.python("version")?.value ?? defaults.python
    return pythonBase(settings, { version, requires: "", image, path: [] })
  }
  const version = settings.node("version")?.value ?? defaults.node
  const base = nodeBase(settings, { version, engines: "", image, pnpm: undefined, path: [] })
  return kind === "node"
    ? base
    : { ...base, toolchain: { ...base.toolchain, language: "custom", version: "" } }
}

function toolRun(settings: Settings, run: readonly string[]): string[] {
  const [tool, ...rest] = run
  if (tool === undefined || !(tool in pythonTools)) return [...run]
  const known = tool as keyof typeof pythonTools
  const version = settings.python(known)?.value ?? defaults[known]
  return ["uv", "tool", "run", "--from", `${pythonTools[known]}==${version}`, known, ...rest]
}
