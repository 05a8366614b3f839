import { basename } from "../tree/tree.ts"
import type { Candidate } from "./found.ts"

/** A unit is called as its directory; where two would share a name, each gets its path as name. */
export function nameAll(candidates: readonly Candidate[]): [string, Candidate][] {
  const short = (candidate: Candidate): string => clean(basename(candidate.path) || "root")
  const long = (candidate: Candidate): string =>
    clean(candidate.path.replaceAll("/", "-") || "root")
  const counts = new Map<string, number>()
  for (const each of new Map(candidates.map((c) => [c.path, c])).values())
    counts.set(short(each), (counts.get(short(each)) ?? 0) + 1)
  const used = new Set<string>()
  return candidates.map((candidate) => {
    const base = counts.get(short(candidate)) === 1 ? short(candidate) : long(candidate)
    const both = candidates.some((c) => c !== candidate && c.path === candidate.path)
    let name = both && candidate.kind === "node" ? `${base}-node` : base
    for (let n = 2; used.has(name); n++) name = `${base}-${n}`
    used.add(name)
    return [name, candidate]
  })
}

/** Directories may be called anything; names are flag values and directories of the reports. */
function clean(name: string): string {
  return name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[^\p{L}\p{N}]+|[-.]+$/gu, "") || "unit"
}
