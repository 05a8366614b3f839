import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"

import { defaults } from "../../src/config/defaults.ts"
import { neverCancelled } from "../../src/runner/host/cancellation.ts"
import { cleanEnvironment } from "../../src/runner/host/environment.ts"
import { Toolbox } from "../../src/runner/host/toolbox.ts"
import { quietEnvironment } from "../cli/slipway.ts"
import { mark } from "../runner/tasks.ts"
import { tempDir } from "../runner/temp.ts"
import { testCache } from "./test-cache.ts"

export interface HostTools {
  /** The directory of uv. */
  uv: string
  /** An XDG_CACHE_HOME of the caller's own that has uv and pnpm and nothing else. */
  cacheHome: () => string
}

/** The real uv and pnpm, from PyPI and npm, fetched once for all tests. */
export async function hostTools(): Promise<HostTools> {
  const shared = testCache("host")
  const toolbox = new Toolbox({
    cacheDir: shared,
    env: cleanEnvironment(quietEnvironment()),
    cancel: neverCancelled(),
    mark,
  })
  const toolchain = { version: "", requires: "", ownImage: false }
  const python = await toolbox.tools({
    toolchain: { ...toolchain, language: "python", tools: { uv: defaults.uv } },
    env: {},
  })
  const pnpm = { version: defaults.pnpm, exact: false }
  const node = await toolbox.tools({
    toolchain: { ...toolchain, language: "node", tools: { pnpm } },
    env: {},
  })
  for (const tools of [python, node]) if ("reason" in tools) throw new Error(tools.reason)
  const [uv] = (python as { path: string[] }).path
  return {
    uv: uv!,
    cacheHome: () => {
      const home = tempDir()
      mkdirSync(join(home, "slipway"))
      symlinkSync(join(shared, "tools"), join(home, "slipway/tools"))
      return home
    },
  }
}
