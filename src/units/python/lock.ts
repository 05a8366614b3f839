import { parse } from "smol-toml"

import { perTree } from "../../tree/per-tree.ts"
import { join } from "../../tree/tree.ts"
import { normalize } from "./requirement-name.ts"

/** The packages that a unit's environment will hold, by name, with the locked version where known. */
export type Packages = ReadonlyMap<string, string | undefined>

interface LockedPackage {
  name: string
  version?: string
  source?: { registry?: string }
  dependencies?: Dependency[]
  "optional-dependencies"?: Record<string, Dependency[]>
  "dev-dependencies"?: Record<string, Dependency[]>
}

interface Dependency {
  name: string
  extra?: string[]
}

/** A parsed uv.lock. */
export interface UvLock {
  packages: ReadonlyMap<string, LockedPackage>
  /** The package indexes that the lock was made with. */
  registries: ReadonlySet<string>
}

/** `dir/uv.lock`. Undefined when it is no lock that can be read: uv itself then says why. */
export const readUvLock = perTree((tree, dir): UvLock | undefined => {
  const text = tree.read(join(dir, "uv.lock"))
  if (text === undefined) return undefined
  let root: Record<string, unknown>
  try {
    root = parse(text)
  } catch {
    // uv parses the same file a moment later and reports it better, with the unit's name.
    return undefined
  }
  const list = Array.isArray(root.package) ? (root.package as LockedPackage[]) : []
  return {
    packages: new Map(list.map((entry) => [normalize(entry.name), entry])),
    registries: new Set(list.flatMap((entry) => entry.source?.registry ?? [])),
  }
})

/** Everything reachable from `name` with these extras and groups. */
export function lockedPackages(
  lock: UvLock,
  name: string,
  extras: readonly string[],
  groups: readonly string[],
): Packages {
  const found = new Map<string, string | undefined>()
  const seen = new Set<string>()
  const visit = (dependency: Dependency): void => {
    const key = normalize(dependency.name)
    const locked = lock.packages.get(key)
    if (!locked) return
    found.set(key, locked.version)
    for (const part of ["", ...(dependency.extra ?? []).map(normalize)]) {
      if (seen.has(`${key}[${part}]`)) continue
      seen.add(`${key}[${part}]`)
      const next = part === "" ? locked.dependencies : locked["optional-dependencies"]?.[part]
      for (const each of next ?? []) visit(each)
    }
  }
  const root = lock.packages.get(normalize(name))
  visit({ name, extra: [...extras] })
  for (const group of groups)
    for (const each of root?.["dev-dependencies"]?.[normalize(group)] ?? []) visit(each)
  return found
}
