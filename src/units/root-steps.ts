import { defaults, nodeImage, pythonImage } from "../config/defaults.ts"
import type { LoadedConfig } from "../config/load-config.ts"
import { configError, type Problem } from "../config/problem.ts"
import type { RootStep } from "../config/schema.ts"
import { nearest } from "../text/nearest.ts"
import { dirname, type Tree } from "../tree/tree.ts"
import type { Found } from "./found.ts"
import { filesAbove, inputs } from "./inputs.ts"
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
  const problems: Problem[] = []
  const planned = Object.entries(loaded.config.steps ?? {}).map(([step, config]): PlannedStep => {
    for (const [i, input] of config.inputs.entries()) {
      const path = input.replace(/\/+$/, "").replace(/^\.\/?/, "")
      if (path === "" || tree.has(path) || tree.files.some((file) => file.startsWith(`${path}/`)))
        continue
      const hint = nearest(path, new Set([...tree.files, ...tree.files.map(dirname)]))
      const line = loaded.lineOf(["steps", step, "inputs", i])
      problems.push({
        key: `steps.${step}.inputs.${i}`,
        ...(line ? { line } : {}),
        expected: "a file or directory",
        received: `"${input}"`,
        ...(hint ? { hint } : {}),
      })
    }
    return { step, task: rootTask(tree, loaded, step, config) }
  })
  if (problems.length > 0) throw configError(loaded.file, problems)
  return planned
}

function rootTask(tree: Tree, loaded: LoadedConfig, step: string, config: RootStep) {
  const found: Found = {
    name: "(root)",
    path: "",
    kind: config.kind,
    foundBy: "slipway.yaml",
    config: {},
  }
  const settings = new Settings(found, loaded)
  const paths = config.inputs.map((path) => path.replace(/\/+$/, "").replace(/^\.\/?/, ""))
  const above =
    config.kind === "custom"
      ? []
      : paths.flatMap((path) => filesAbove(tree, path, config.kind as "python" | "node"))
  return makeTask(rootBase(settings, config), step, {
    title: config.run.join(" "),
    argv: config.kind === "python" ? toolRun(settings, config.run) : config.run,
    stages: [{ label: "source", inputs: inputs([...paths, ...above]), commands: [] }],
    override: config,
    withServices: false,
  })
}

function rootBase(settings: Settings, config: RootStep): UnitBase {
  const { python, node } = settings.loaded.config
  const uv = python?.uv ?? defaults.uv
  const shared = { settings, caches: [], path: [], env: {}, toolFiles: [] }
  if (config.kind === "python") {
    const version = python?.version ?? defaults.python
    return {
      ...shared,
      image: settings.mirrored(config.image ?? python?.image ?? pythonImage(version)),
      toolchain: {
        language: "python",
        version,
        requires: "",
        ownImage: config.image !== undefined,
        tools: { uv },
      },
      toolFiles: [
        {
          image: settings.mirrored(python?.uvImage ?? `${defaults.uvImage}:${uv}`),
          path: "/uv",
          to: "/usr/local/bin/uv",
        },
      ],
      caches: [{ name: "uv", env: ["UV_CACHE_DIR"] }],
      env: {
        UV_NO_PROGRESS: "1",
        UV_PYTHON_DOWNLOADS: "never",
        UV_LINK_MODE: "copy",
        ...(python?.index === undefined ? {} : { UV_DEFAULT_INDEX: python.index }),
      },
    }
  }
  const version = node?.version ?? defaults.node
  return {
    ...shared,
    image: settings.mirrored(
      config.image ??
        (config.kind === "node" ? (node?.image ?? nodeImage(version)) : nodeImage(version)),
    ),
    toolchain: {
      language: config.kind,
      version: config.kind === "node" ? version : "",
      requires: "",
      ownImage: config.image !== undefined,
      tools: {},
    },
  }
}

function toolRun(settings: Settings, run: readonly string[]): string[] {
  const [tool, ...rest] = run
  if (tool === undefined || !(tool in pythonTools)) return [...run]
  const known = tool as keyof typeof pythonTools
  const version = settings.python(known)?.value ?? defaults[known]
  return ["uv", "tool", "run", "--from", `${pythonTools[known]}==${version}`, known, ...rest]
}
