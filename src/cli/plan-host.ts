import { readFileSync } from "node:fs"

import { SlipwayError } from "../errors.ts"
import type { CiPlan } from "../plan/ci-plan.ts"
import { planSource } from "../plan/plan-source.ts"
import { readHostTree } from "../tree/host-tree.ts"

export interface SourceOptions {
  source: string
  config: string | undefined
  services: string[]
}

/** Gather and plan a repository on disk. */
export function planHost(options: SourceOptions): CiPlan {
  const config =
    options.config === undefined
      ? {}
      : { config: { text: readConfig(options.config), file: options.config } }
  return planSource(readHostTree(options.source), { ...config, services: options.services })
}

/** The text of a configuration that the caller named. */
export function readConfig(path: string): string {
  try {
    return readFileSync(path, "utf8")
  } catch (cause) {
    throw new SlipwayError("E_USAGE", `--config ${path}: ${(cause as Error).message}`, { cause })
  }
}
