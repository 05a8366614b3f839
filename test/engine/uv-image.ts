import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

/**
 * A test rig has no image that was pulled, and none with `/uv` at its root, as uv's own image has.
 * Where SLIPWAY_E2E_REGISTRY names a registry that stands in for ghcr.io, put one there.
 */
export default function uvImage(): void {
  const registry = process.env.SLIPWAY_E2E_REGISTRY
  if (registry === undefined) return
  const script = fileURLToPath(new URL("publish-uv.js", import.meta.url))
  const ran = spawnSync("dagger", ["--silent", "run", "node", script, registry], {
    encoding: "utf8",
    timeout: 300_000,
  })
  if (ran.status !== 0)
    throw new Error(`no uv image in ${registry}: ${ran.stderr}${ran.error?.message ?? ""}`)
}
