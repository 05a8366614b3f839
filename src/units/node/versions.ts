import semver from "semver"

import { defaults } from "../../config/defaults.ts"
import { ancestors, join, type Tree } from "../../tree/tree.ts"
import type { Settings } from "../settings.ts"
import type { Setting } from "../unit.ts"
import type { NodePackage } from "./package.ts"
import { pinnedNode } from "./pinned-node.ts"

interface ChosenNode {
  version: string
  setting: Setting
  /** Pins that were passed over, and why. */
  notes: string[]
}

/** A `22`-like version can be any release of that line. */
export function acceptsNode(range: string, version: string): boolean {
  if (range.trim() === "") return true
  return version.split(".").length === 3
    ? semver.satisfies(version, range)
    : semver.intersects(`${version}.x`, range)
}

/** Which Node a unit's containers have: configured, pinned in a file, by `engines`, or the default. */
export function chooseNode(
  tree: Tree,
  dir: string,
  engines: string,
  settings: Settings,
): ChosenNode | { error: string } {
  const passed: string[] = []
  const setting = (value: string, from: string): ChosenNode => ({
    version: value,
    setting: { name: "node", value, from },
    notes: passed.map((reason) => `${reason}: the steps run with Node ${value}`),
  })
  if (engines !== "" && semver.validRange(engines) === null)
    return {
      error: `${join(dir, "package.json")} engines.node: expected a version range, received "${engines}"`,
    }
  const configured = settings.node("version")
  if (configured !== undefined) {
    if (!acceptsNode(engines, configured.value))
      return {
        error: `${configured.from} asks for Node ${configured.value}, but ${join(dir, "package.json")} engines.node requires ${engines}`,
      }
    return setting(configured.value, configured.from)
  }
  for (const above of [dir, ...ancestors(dir)])
    for (const name of [".nvmrc", ".node-version"]) {
      const file = join(above, name)
      const pinned = pinnedNode(tree.read(file) ?? "")
      if (pinned === undefined) continue
      if ("error" in pinned) passed.push(`${file}: ${pinned.error}`)
      else if (acceptsNode(engines, pinned.version)) return setting(pinned.version, file)
      else passed.push(`${file}: engines.node ${engines} does not allow ${pinned.version}`)
    }
  const fit = defaults.nodes.find((version) => acceptsNode(engines, version))
  if (fit === undefined)
    return {
      error: `${join(dir, "package.json")} engines.node requires ${engines}; Slipway knows ${defaults.nodes.join(", ")}. Name one: ${settings.key("node", "version")}`,
    }
  return setting(fit, fit === defaults.node ? "default" : `engines.node ${engines}`)
}

export interface PnpmChoice {
  version: string
  /** The project names this very version. */
  exact: boolean
  /** Subresource integrity of the package, where `packageManager` carries a hash. */
  integrity?: string
  from: string
}

/**
 * Which pnpm: `packageManager` of the package or of its workspace root, then configuration, then the
 * default. https://nodejs.org/api/packages.html#packagemanager
 */
export function choosePnpm(
  packages: readonly NodePackage[],
  settings: Settings,
): PnpmChoice | { error: string } {
  for (const each of packages) {
    const written = each.packageManager
    if (written === undefined) continue
    const file = join(each.dir, "package.json")
    const match = /^pnpm@(\d+\.\d+\.\d+[\w.-]*)(?:\+sha512\.([0-9a-f]{128}))?/.exec(written)
    if (match === null)
      return {
        error: `${file} packageManager: expected pnpm@VERSION, as there is a pnpm-lock.yaml, received "${written}"`,
      }
    const integrity =
      match[2] === undefined
        ? {}
        : { integrity: `sha512-${Buffer.from(match[2], "hex").toString("base64")}` }
    return { version: match[1]!, exact: true, ...integrity, from: file }
  }
  const configured = settings.node("pnpm")
  const range = packages.map((each) => each.engines.pnpm).find((value) => value !== undefined)
  const version = configured?.value ?? defaults.pnpm
  if (range !== undefined && !acceptsNode(range, version)) {
    const least = semver.validRange(range) === null ? null : semver.minVersion(range)
    if (configured !== undefined || least === null)
      return {
        error: `${join(packages[0]?.dir ?? "", "package.json")} engines.pnpm requires ${range}, but ${configured?.from ?? "the default"} is ${version}. Name one: ${settings.key("node", "pnpm")}`,
      }
    return { version: least.version, exact: false, from: `engines.pnpm ${range}` }
  }
  return { version, exact: false, from: configured?.from ?? "default" }
}
