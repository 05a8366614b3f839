import type { StepConfig } from "../config/unit-schema.ts"
import {
  reportDir,
  type Cache,
  type Command,
  type Stage,
  type Task,
  type Toolchain,
} from "../runner/task.ts"
import { join } from "../tree/tree.ts"
import type { Settings } from "./settings.ts"

/** What all steps of one unit share. */
export interface UnitBase {
  settings: Settings
  image: string
  toolchain: Toolchain
  toolFiles: Task["toolFiles"]
  caches: Cache[]
  env: Record<string, string>
  /** Directories that come first on the PATH, relative to the root. */
  path: string[]
}

/** Never colours, never a prompt, never a watch mode. */
const quiet = { CI: "true", NO_COLOR: "1" }

export const junitFile = `${reportDir}/junit.xml`
export const coverageFile = `${reportDir}/coverage.xml`

/** A task of this unit; `override` is what slipway.yaml says about the step. */
export function makeTask(
  base: UnitBase,
  step: string,
  task: {
    title: string
    stages: Stage[]
    argv: string[]
    override: StepConfig | undefined
    reports?: Task["reports"]
    counting?: Task["counting"]
    /** A linter needs no database. */
    withServices: boolean
  },
): Task {
  const { settings } = base
  const cwd = settings.found.path
  const command: Command = { argv: [...task.argv, ...(task.override?.args ?? [])], cwd }
  const reports = {
    ...task.reports,
    ...(task.override?.junit === undefined ? {} : { junit: task.override.junit }),
    ...(task.override?.coverage === undefined ? {} : { coverage: task.override.coverage }),
  }
  return {
    unit: settings.found.name,
    step,
    title: task.title,
    image: base.image,
    toolFiles: base.toolFiles,
    toolchain: base.toolchain,
    env: { ...quiet, ...base.env, ...settings.env },
    stepEnv: task.override?.env ?? {},
    secrets: settings.found.config.secrets ?? [],
    services: task.withServices ? settings.services : [],
    caches: base.caches,
    path: base.path,
    stages: withoutRepeats(task.stages),
    command,
    reports,
    counting: {
      ...task.counting,
      ...(task.override?.junit === undefined ? {} : { junitRequired: true }),
    },
    timeoutSeconds: settings.timeout(task.override),
    stageTimeoutSeconds: settings.timeout(undefined),
  }
}

/** The stages without inputs that an earlier stage has brought, and without those that do nothing. */
function withoutRepeats(stages: readonly Stage[]): Stage[] {
  const seen = new Set<string>()
  return stages
    .map((stage) => ({
      ...stage,
      inputs: stage.inputs.filter((input) => {
        const key = JSON.stringify(input)
        return !seen.has(key) && seen.add(key)
      }),
    }))
    .filter(({ inputs, commands }) => inputs.length > 0 || commands.length > 0)
}

/** The last stage: the unit's own files, and the configured commands that prepare it. */
export function sourceStage(settings: Settings, source: Stage["inputs"]): Stage {
  const { path, config } = settings.found
  return {
    label: "source",
    inputs: source,
    commands: (config.setup ?? []).map((argv) => ({ argv, cwd: path })),
  }
}

/** A path of the unit, relative to the root, as the command sees it. */
export function inUnit(settings: Settings, path: string): string {
  return join(settings.found.path, path)
}
