import type { Target } from "../gitops/target.ts"
import type { UnitWrite } from "../gitops/write/plan-write.ts"

/** What became of one unit, in words that stay as they are for programs. */
export interface UnitRelease {
  unit: string
  result: "written" | "unchanged" | "superseded" | "held"
  from: { tag: string | undefined; digest: string | undefined; source: string | undefined }
  to: { repository: string; tag: string; digest: string; source: string | undefined }
  /** By what it was superseded, by whom it is held, or what makes it doubtful. */
  detail: string | undefined
}

/** What `release` says at its end. */
export interface ReleaseReport {
  environment: string
  /** The commit on the GitOps branch; undefined where none was needed, or in a dry run. */
  commit: string | undefined
  dryRun: boolean
  /** How often the branch was tried to be moved: more than once where others wrote at the same time. */
  tries: number
  units: UnitRelease[]
  /** Of a dry run: the commit's message, and what it would change. */
  message: string | undefined
  diff: string | undefined
  notes: string[]
}

export function releaseReport(
  { environment }: Target,
  result: {
    units: readonly UnitWrite[]
    commit: string | undefined
    notes: readonly string[]
    tries?: number
    diff?: string
    message?: string
  },
): ReleaseReport {
  return {
    environment,
    commit: result.commit,
    dryRun: result.diff !== undefined,
    tries: result.tries ?? 0,
    units: result.units.map(unitRelease),
    message: result.message,
    diff: result.diff,
    notes: [...result.notes],
  }
}

function unitRelease({ intent, current, decision }: UnitWrite): UnitRelease {
  const { unit, repository, tag, digest, source } = intent
  return {
    unit,
    result: decision.kind === "write" || decision.kind === "refused" ? "written" : decision.kind,
    from: { tag: current.tag, digest: current.digest, source: current.source },
    to: { repository, tag, digest, source },
    detail: detail(decision),
  }
}

function detail(decision: UnitWrite["decision"]): string | undefined {
  switch (decision.kind) {
    case "write":
      return decision.warning
    case "superseded":
      return `${decision.by.slice(0, 12)}, which runs, is newer`
    case "held":
      return `held by ${decision.hold.by} since ${decision.hold.since}: ${decision.hold.reason}`
    case "refused":
      return decision.reason
    case "unchanged":
      return undefined
  }
}
