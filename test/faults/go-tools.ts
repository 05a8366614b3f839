import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"

import { testCache } from "./test-cache.ts"

const versions = {
  kustomize: "sigs.k8s.io/kustomize/kustomize/v5@v5.8.1",
  yq: "github.com/mikefarah/yq/v4@v4.50.1",
}

export type GoTool = keyof typeof versions

/** Programs that others use for what we do, built once into a cache outside the tree. */
export function goTools(): ((tool: GoTool, args: string[], cwd?: string) => string) | undefined {
  for (const module of Object.values(versions)) {
    if (existsSync(binary(module))) continue
    const directory = join(binary(module), "..")
    mkdirSync(directory, { recursive: true })
    try {
      execFileSync("go", ["install", module], {
        env: { ...process.env, GOBIN: directory, GOFLAGS: "-buildvcs=false" },
        stdio: ["ignore", "ignore", "pipe"],
      })
    } catch (error) {
      console.warn(`SKIPPED: no ${module}, so no second opinion: ${(error as Error).message}`)
      return undefined
    }
  }
  return (tool, args, cwd) =>
    execFileSync(binary(versions[tool]), args, {
      cwd,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "pipe"],
    })
}

/** Where a program is that `goTools` has built. */
export function goToolPath(tool: GoTool): string {
  return binary(versions[tool])
}

function binary(module: string): string {
  const [path, version] = module.split("@") as [string, string]
  const name = path.split("/").at(-2)!
  return join(testCache(`${name}-${version}`), name)
}
