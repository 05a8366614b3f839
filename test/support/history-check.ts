import { readImages } from "../../src/gitops/edit/read-images.ts"
import { readRecord } from "../../src/gitops/record/read-record.ts"

/** One commit of an overlay's history, oldest first. */
export interface OverlayCommit {
  commit: string
  message: string
  kustomization: string
  record: string | undefined
}

/** What one writer wanted and what it was told. */
export interface Operation {
  change: string
  /** Unit to tag. */
  wants: ReadonlyMap<string, string>
  told: "written" | "superseded" | "unchanged" | "failed" | "unknown"
  /** The commit it was told. */
  commit?: string
}

/**
 * Whether a history could have come from writers that keep the promises: each acknowledged operation
 * is there exactly once, one that failed is not, one whose end is unknown at most once; each commit
 * changes what its own change wants and nothing else; a unit never goes back to an older build.
 * `order` gives a tag's place in the source history. One pass over the commits.
 */
export function historyProblems(
  commits: readonly OverlayCommit[],
  operations: readonly Operation[],
  order: (tag: string) => number,
): string[] {
  const problems: string[] = []
  const byChange = new Map(operations.map((operation) => [operation.change, operation]))
  const landed = new Map<string, string[]>()
  let before = tagsOf(commits[0]!)
  for (const each of commits.slice(1)) {
    const change = /^Slipway-Change: (\S+)$/m.exec(each.message)?.[1]
    const operation = change === undefined ? undefined : byChange.get(change)
    const after = tagsOf(each)
    if (operation === undefined) problems.push(`${each.commit}: nobody wanted it`)
    else landed.set(operation.change, [...(landed.get(operation.change) ?? []), each.commit])
    const changed = [...after].filter(([name, tag]) => before.get(name) !== tag)
    if (after.size !== before.size) problems.push(`${each.commit}: entries came or went`)
    if (changed.length === 0) problems.push(`${each.commit}: changes nothing`)
    for (const [name, tag] of changed) {
      if (operation !== undefined && operation.wants.get(name) !== tag)
        problems.push(`${each.commit}: ${name} becomes ${tag}, which its change does not want`)
      if (order(tag) < order(before.get(name) ?? ""))
        problems.push(`${each.commit}: ${name} goes back from ${before.get(name)} to ${tag}`)
    }
    if (!recordAgrees(each, after)) problems.push(`${each.commit}: record and kustomization differ`)
    before = after
  }
  const may = new Set(
    operations
      .filter(({ told }) => told === "written" || told === "unknown")
      .map(({ change }) => change),
  )
  for (const { change, told, commit } of operations) {
    const commits = landed.get(change) ?? []
    if (commits.length > 1) problems.push(`${change}: landed ${commits.length} times`)
    if (told === "written" && commits.length === 0)
      problems.push(`${change}: told ${told}, is lost`)
    // Two runs that want the same are one change: what one was told counts for the other.
    if (commits.length > 0 && !may.has(change)) problems.push(`${change}: told ${told}, yet landed`)
    if (commit !== undefined && !commits.includes(commit))
      problems.push(`${change}: told commit ${commit}, which is not its own`)
  }
  return problems
}

function tagsOf({ kustomization }: OverlayCommit): Map<string, string> {
  const images = readImages(kustomization, "kustomization.yaml")
  return new Map([...images].map(([name, { newTag }]) => [name, newTag ?? ""]))
}

function recordAgrees({ record }: OverlayCommit, tags: ReadonlyMap<string, string>): boolean {
  if (record === undefined) return true
  const { units } = readRecord(record, ".slipway.yaml")
  return [...units].every(([unit, { tag }]) => tags.get(unit) === tag)
}
