import type { LoadedConfig } from "../config/load-config.ts"
import { SlipwayError } from "../errors.ts"
import { nearest } from "../text/nearest.ts"

/** One environment of the GitOps repository: where it is and by which rules it changes. */
export interface Target {
  environment: string
  /** The overlay's directory, relative to the repository's root; never ends in a slash. */
  overlay: string
  policy: "commit" | "pull-request"
  ordering: "warn" | "strict"
}

/** The guide's two environments. */
const defaults = {
  dev: { path: "overlays/dev", policy: "commit" },
  prod: { path: "overlays/prod", policy: "pull-request" },
} as const

/** The environment that is called so; an unknown name is an error with the nearest one. */
export function findTarget({ config, file }: LoadedConfig, environment: string): Target {
  const environments = config.gitops?.environments ?? defaults
  const found = Object.entries(environments).find(([name]) => name === environment)?.[1]
  if (found === undefined) {
    const names = Object.keys(environments)
    const hint = nearest(environment, names)
    throw new SlipwayError(
      "E_USAGE",
      `there is no environment ${JSON.stringify(environment)}${hint ? `; did you mean "${hint}"?` : ""} ${file} has: ${names.join(", ")}\nAnother one is added there: gitops.environments.NAME.path`,
    )
  }
  return {
    environment,
    overlay: found.path.replace(/\/+$/, ""),
    policy: found.policy ?? "commit",
    ordering: ("ordering" in found ? found.ordering : undefined) ?? "warn",
  }
}

/** The name of a unit's entry in a kustomization's `images:`. */
export function entryName({ config }: LoadedConfig, unit: string): string {
  return (
    config.units?.[unit]?.gitops?.image ??
    (config.gitops?.image ?? "{unit}").replaceAll("{unit}", unit)
  )
}
