import * as z from "zod"

import { GitOpsConfig, UnitGitOpsConfig } from "./gitops-schema.ts"
import {
  name,
  argv,
  duration,
  path,
  env,
  version,
  toolVersion,
  image,
  url,
  variable,
} from "./scalars.ts"

export const PythonConfig = z.strictObject({
  version: version.describe("Python's version in containers. Default: 3.12.").optional(),
  image: image.optional(),
  uv: toolVersion
    .describe("The version of uv. Default: the one this release was tested with.")
    .optional(),
  uvImage: image.describe("Where the uv binary is taken from: its path there is /uv.").optional(),
  index: url
    .describe(
      "The package index to download from, for example https://pypi.example.com/simple. A lock file made with another index stays valid.",
    )
    .optional(),
  ruff: version.describe("ruff's version where the project pins none.").optional(),
  pytest: version.describe("pytest's version where the project declares none.").optional(),
  pytestCov: version.describe("pytest-cov's version where the project declares none.").optional(),
  mypy: version.describe("mypy's version where the project declares none.").optional(),
  pyright: version.describe("pyright's version where the project declares none.").optional(),
})

export const NodeConfig = z.strictObject({
  version: version
    .describe("Node's version in containers. Default: what the unit asks for, else 22.")
    .optional(),
  image: image.optional(),
  pnpm: toolVersion.describe("pnpm's version where `packageManager` names none.").optional(),
  registry: url.describe("The npm registry to download from.").optional(),
})

export const ServiceConfig = z.strictObject({
  image,
  port: z.int().min(1).max(65535).describe("The port that answers when the service is ready."),
  env: env.optional(),
  args: argv.optional(),
})

export const StepConfig = z.strictObject({
  run: argv.optional(),
  script: z.string().min(1).describe("The package.json script this step runs.").optional(),
  args: z.array(z.string()).describe("Arguments added to the step's own command.").optional(),
  env: env.optional(),
  timeout: duration.optional(),
  junit: path
    .describe("Where the command writes JUnit XML, relative to the unit. Its counts are believed.")
    .optional(),
  coverage: path
    .describe("Where the command writes Cobertura XML, relative to the unit.")
    .optional(),
})

const steps = z.record(name, z.union([z.literal(false), StepConfig]))

export const UnitConfig = z.strictObject({
  path: path
    .describe("The unit's directory. Needed for a unit that discovery does not find.")
    .optional(),
  kind: z.enum(["python", "node", "custom"]).optional(),
  image: image.optional(),
  python: PythonConfig.optional(),
  node: NodeConfig.optional(),
  extras: z
    .array(z.string())
    .describe("Python extras to install. Default: dev, test, tests, testing, where declared.")
    .optional(),
  groups: z
    .array(z.string())
    .describe("Python dependency groups to install. Default: the same names and lint, typing.")
    .optional(),
  requirements: z
    .array(path)
    .describe("Requirement files to install where there is no pyproject.toml.")
    .optional(),
  coverage: z
    .array(path)
    .describe("What pytest-cov measures. [] turns coverage off. Default: the unit's packages.")
    .optional(),
  env: env.optional(),
  secrets: z
    .array(variable)
    .describe("Names of secrets that the unit's steps get as environment variables.")
    .optional(),
  services: z
    .record(name, ServiceConfig)
    .describe("Servers beside the tests, reached by these names.")
    .optional(),
  inputs: z
    .array(path)
    .describe("Further files and directories that the unit needs, relative to the root.")
    .optional(),
  exclude: z
    .array(path)
    .describe("Directories of the unit that its steps do not see, relative to the root.")
    .optional(),
  setup: z
    .array(argv)
    .describe("Commands that run after the dependencies are installed, before any step.")
    .optional(),
  gitops: UnitGitOpsConfig.describe("The unit in the GitOps repository.").optional(),
  tests: z.literal("none").describe("The unit has no tests, and that is all right.").optional(),
  steps: steps
    .describe("Steps by name: false turns one off, an object changes or adds one.")
    .optional(),
})

export const RootStep = StepConfig.extend({
  run: argv,
  kind: z.enum(["python", "node", "custom"]).default("custom"),
  image: image.optional(),
  inputs: z
    .array(path)
    .min(1)
    .describe("Files and directories that the step sees, relative to the root."),
}).omit({ script: true, args: true })

export const Config = z
  .strictObject({
    discover: z
      .union([
        z.boolean(),
        z.strictObject({
          include: z
            .array(z.string())
            .describe("Globs of directories that may be units.")
            .optional(),
          exclude: z.array(z.string()).describe("Globs of directories that are not.").optional(),
        }),
      ])
      .describe("Whether, or where, units are looked for. Default: true, everywhere.")
      .optional(),
    python: PythonConfig.describe("Settings of all Python units.").optional(),
    node: NodeConfig.describe("Settings of all Node units.").optional(),
    mirrors: z
      .record(
        z.string(),
        z
          .string()
          .regex(/^[\w.:/-]+$/, "a registry, without https://, for example mirror.example.com/hub"),
      )
      .describe(
        "Registries to pull images from instead, for example {docker.io: mirror.example.com/hub}.",
      )
      .optional(),
    env: env.optional(),
    timeout: duration.optional(),
    gitops: GitOpsConfig.describe("The GitOps repository and its environments.").optional(),
    units: z.record(name, UnitConfig).describe("Units by name.").optional(),
    steps: z.record(name, RootStep).describe("Steps outside units, by name.").optional(),
  })
  .describe("slipway.yaml: what differs from what Slipway discovers.")

export type PythonConfig = z.infer<typeof PythonConfig>
export type NodeConfig = z.infer<typeof NodeConfig>
export type ServiceConfig = z.infer<typeof ServiceConfig>
export type StepConfig = z.infer<typeof StepConfig>
export type UnitConfig = z.infer<typeof UnitConfig>
export type RootStep = z.infer<typeof RootStep>
export type Config = z.infer<typeof Config>
