/** A unit that stays where it is until somebody resumes it. */
export interface Hold {
  /** Who, as people know them. */
  by: string
  reason: string
  /** When it began, as RFC 3339 with seconds, in UTC. Shown, never compared. */
  since: string
}

/** What one environment runs of a unit, as the commit that put it there knew it. */
export interface UnitRecord {
  tag: string | undefined
  /** `sha256:` and 64 hexadecimal digits. */
  digest: string | undefined
  /** The source commit it was built from, in full. */
  source: string | undefined
  /** The change that put it there. */
  change: string | undefined
  /**
   * Source commits that this one took the place of, newest first, at most ten. A re-run of an old
   * build is known by it where no source history is at hand.
   */
  replaced: readonly string[]
  hold: Hold | undefined
}

/** `.slipway.yaml` of an environment. */
export interface EnvironmentRecord {
  version: 1
  units: ReadonlyMap<string, UnitRecord>
}
