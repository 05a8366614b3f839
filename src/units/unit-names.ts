import { basename } from "../tree/tree.ts"
import type { Candidate } from "./found.ts"

export interface NameOptions {
  /** All candidates of the repository: a name is short where it is short among these. */
  among?: readonly Candidate[]
  /** Names that slipway.yaml gives to units: no discovered unit takes one. */
  reserved?: readonly string[]
}

/** A unit is called as its directory; where two would share a name, each gets its path as name. */
export function nameAll(
  candidates: readonly Candidate[],
  { among = candidates, reserved = [] }: NameOptions = {},
): [string, Candidate][] {
  const short = (path: string): string => clean(basename(path) || "root")
  const long = (path: string): string => clean(path.replaceAll("/", "-") || "root")
  const paths = new Set(among.map((each) => each.path))
  const shared = new Map<string, number>()
  for (const path of paths) shared.set(short(path), (shared.get(short(path)) ?? 0) + 1)
  const kinds = new Map<string, number>()
  for (const { path } of among) kinds.set(path, (kinds.get(path) ?? 0) + 1)

  const used = new Set<string>(reserved)
  return candidates.map((candidate) => {
    const { path, kind } = candidate
    const suffix = kind === "node" && kinds.get(path)! > 1 ? "-node" : ""
    const wanted = shared.get(short(path)) === 1 ? short(path) + suffix : long(path) + suffix
    let name = used.has(wanted) ? long(path) + suffix : wanted
    for (let n = 2; used.has(name); n++) name = `${wanted}-${n}`
    used.add(name)
    return [name, candidate]
  })
}

/** Directories may be called anything; names are flag values and directories of the reports. */
function clean(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[^\p{L}\p{N}]+|[-.]+$/gu, "") || "unit"
}
