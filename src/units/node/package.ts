import { perTree } from "../../tree/per-tree.ts"
import { join } from "../../tree/tree.ts"

/** What Slipway needs to know of one package.json. */
export interface NodePackage {
  dir: string
  name: string | undefined
  scripts: Record<string, string>
  /** All kinds of dependencies: name to range. */
  dependencies: Record<string, string>
  packageManager: string | undefined
  engines: Record<string, string>
  workspaces: string[] | undefined
}

export type PackageResult = { package: NodePackage } | { error: string }

/** Without a prototype: a script may be called `constructor`. */
function record(value: unknown): Record<string, string> {
  const found = Object.create(null) as Record<string, string>
  if (typeof value !== "object" || value === null) return found
  for (const [key, text] of Object.entries(value)) if (typeof text === "string") found[key] = text
  return found
}

/** Read `dir/package.json`; undefined when there is none. */
export const readPackage = perTree((tree, dir): PackageResult | undefined => {
  const file = join(dir, "package.json")
  const text = tree.read(file)
  if (text === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { error: `${file} is not valid JSON: ${error.message}` }
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { error: `${file}: expected an object` }
  const json = value as Record<string, unknown>
  const workspaces = Array.isArray(json.workspaces)
    ? json.workspaces
    : (json.workspaces as { packages?: unknown } | undefined)?.packages
  return {
    package: {
      dir,
      name: typeof json.name === "string" ? json.name : undefined,
      scripts: record(json.scripts),
      dependencies: Object.assign(
        record(json.peerDependencies),
        record(json.optionalDependencies),
        record(json.devDependencies),
        record(json.dependencies),
      ),
      packageManager: typeof json.packageManager === "string" ? json.packageManager : undefined,
      engines: record(json.engines),
      workspaces: Array.isArray(workspaces)
        ? workspaces.filter((glob): glob is string => typeof glob === "string")
        : undefined,
    },
  }
})
