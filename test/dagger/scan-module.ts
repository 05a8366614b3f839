import { copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

export interface Argument {
  name: string
  description: string
  type: TypeDef
  isOptional: boolean
  defaultValue?: unknown
  defaultPath?: string
  ignore?: string[]
}

export interface TypeDef {
  kind: string
  name?: string
  typeDef?: TypeDef
}

export interface Method {
  name: string
  alias?: string
  description: string
  cache?: string
  isCheck?: boolean
  arguments: Record<string, Argument>
  returnType: TypeDef
}

export interface ScannedModule {
  description: string
  objects: Record<
    string,
    {
      description: string
      methods: Record<string, Method>
      properties: Record<string, { isExposed?: boolean }>
    }
  >
  enums: Record<string, { description: string; values: Record<string, { description: string }> }>
}

const root = fileURLToPath(new URL("../..", import.meta.url))
export const sourceDir = join(root, "dagger/src")
const sdk = join(root, "node_modules/@dagger.io/dagger/dist/src")

export const sourceFiles = readdirSync(sourceDir).map((name) => join(sourceDir, name))

/** The module's types as the engine's own introspector reads them. Its API is internal: the version is pinned. */
export async function scanModule(): Promise<ScannedModule> {
  const { scan } = (await import(
    pathToFileURL(join(sdk, "module/introspector/index.js")).href
  )) as {
    scan: (files: string[], name: string, resolve: boolean) => Promise<unknown>
  }
  const dir = mkdtempSync(join(tmpdir(), "slipway-scan-"))
  try {
    // The introspector takes the types of the API from a file of this very name.
    const client = join(dir, "client.gen.ts")
    copyFileSync(join(sdk, "api/client.gen.d.ts"), client)
    const scanned = (await scan([...sourceFiles, client], "slipway", false)) as ScannedModule
    const module = JSON.parse(JSON.stringify(scanned)) as ScannedModule
    // The introspector's own JSON leaves these two out.
    for (const [name, object] of Object.entries(module.objects))
      for (const [key, method] of Object.entries(object.methods)) {
        const { cache, isCheck } = scanned.objects[name]!.methods[key]!
        Object.assign(method, { cache, isCheck })
      }
    return module
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
