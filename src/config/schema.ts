import * as z from "zod"

import { GitOpsConfig } from "./gitops-schema.ts"
import { NodeConfig, PythonConfig } from "./language-schema.ts"
import { duration, env, name } from "./scalars.ts"
import { RootStep, UnitConfig } from "./unit-schema.ts"

export const Config = z
  .strictObject({
    discover: z
      .union([
        z.boolean(),
        z.strictObject({
          include: z
            .array(z.string())
            .describe(
              "Globs of directories that may be units: `.` is the root, `services/` all in it.",
            )
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

export type Config = z.infer<typeof Config>
