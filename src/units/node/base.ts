import { nodeImage } from "../../config/defaults.ts"
import type { Settings } from "../settings.ts"
import type { UnitBase } from "../task-base.ts"
import type { PnpmChoice } from "./versions.ts"

export interface NodeBaseOptions {
  version: string
  /** `engines.node`; empty for anything. */
  engines: string
  /** The image that the unit or step itself names. */
  image: string | undefined
  /** Undefined where npm installs. */
  pnpm: PnpmChoice | undefined
  path: string[]
}

/** What all steps run with Node share, in a unit or at the root. */
export function nodeBase(settings: Settings, options: NodeBaseOptions): UnitBase {
  const { pnpm } = options
  const registry = settings.node("registry")?.value
  return {
    settings,
    image: settings.mirrored(
      options.image ?? settings.node("image")?.value ?? nodeImage(options.version),
    ),
    toolchain: {
      language: "node",
      version: options.version,
      requires: options.engines,
      ownImage: options.image !== undefined,
      tools: pnpm === undefined ? {} : { pnpm: pnpmTool(pnpm) },
    },
    toolFiles: [],
    caches: [
      pnpm === undefined
        ? { name: "npm", env: ["npm_config_cache"] }
        : { name: "pnpm-store", env: ["npm_config_store_dir", "pnpm_config_store_dir"] },
    ],
    env: {
      npm_config_update_notifier: "false",
      npm_config_fund: "false",
      npm_config_audit: "false",
      // The version that was asked for is the one that is installed: pnpm need not fetch itself again.
      // npm warns of a setting that it does not know.
      ...(pnpm === undefined ? {} : { npm_config_manage_package_manager_versions: "false" }),
      ...(registry === undefined ? {} : { npm_config_registry: registry }),
    },
    path: options.path,
  }
}

function pnpmTool({ version, exact, integrity }: PnpmChoice) {
  return { version, exact, ...(integrity === undefined ? {} : { integrity }) }
}
