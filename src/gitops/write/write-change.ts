import { untilAny } from "../../stop/until-any.ts"
import { changeId } from "./change.ts"
import { commitMessage } from "./commit-message.ts"
import { findLanded } from "./find-landed.ts"
import { pauseAfter } from "./pause.ts"
import { planOn } from "./plan-on.ts"
import type { UnitWrite } from "./plan-write.ts"
import type { Snapshot } from "./remote.ts"
import type { WriteOptions } from "./write-options.ts"
import { WriteTrouble } from "./write-trouble.ts"

export interface WriteResult {
  change: string
  /** The commit that says what was wanted; undefined where none was needed. */
  commit: string | undefined
  units: UnitWrite[]
  /** Tries to move the branch. */
  tries: number
  notes: string[]
}

/**
 * State a change in one commit on the branch, whatever others do to it at the same time. Each try
 * begins with what the remote holds now, and after a try that the remote did not acknowledge only
 * what it then holds decides. Never merges, never rebases, never forces.
 */
export function writeChange(options: WriteOptions): Promise<WriteResult> {
  const deadline = options.clock.deadline(options.deadlineMs)
  return untilAny([options.signal, deadline], (signal) => write(options, signal))
}

async function write(options: WriteOptions, signal: AbortSignal): Promise<WriteResult> {
  const { remote, change, clock } = options
  const id = changeId(change)
  const trouble = new WriteTrouble({ ...options, name: remote.name, stop: signal })
  let tries = 0
  let tryMs = Number.POSITIVE_INFINITY
  let before: { snapshot: Snapshot; units: UnitWrite[]; notes: string[] } | undefined
  for (;;) {
    trouble.stopIfOver()
    const started = clock.now()
    const snapshot = await trouble.reading(() => remote.head(signal))
    if (snapshot === undefined) continue
    if (before !== undefined && snapshot.commit !== before.snapshot.commit) {
      const last = before
      const landed = await trouble.reading(() =>
        findLanded(remote, { from: last.snapshot.commit, to: snapshot.commit, id }, signal),
      )
      if (landed === undefined) continue
      if (landed.commit !== undefined)
        return { change: id, commit: landed.commit, units: last.units, tries, notes: last.notes }
      trouble.raced()
      // What was tried on the head of before cannot land any more.
      before = undefined
    } else if (before !== undefined) trouble.stillAt(snapshot.commit)
    const planned = await trouble.reading(() => planOn(snapshot, options, id, signal))
    if (planned === undefined) continue
    const { plan } = planned
    if (plan.files.length === 0)
      return { change: id, commit: undefined, units: plan.units, tries, notes: [] }
    const checked = await trouble.reading(() => options.check(snapshot, plan, signal))
    if (checked === undefined) continue
    const { notes } = checked
    trouble.stopIfOver()
    tries++
    const draft = { files: plan.files, ...commitMessage(change, plan.units) }
    const pushed = await trouble.writing(() => remote.commit(snapshot, draft, signal))
    if (pushed === undefined) continue
    if (pushed.kind === "acknowledged")
      return { change: id, commit: pushed.commit, units: plan.units, tries, notes }
    before = { snapshot, units: plan.units, notes }
    trouble.unacknowledged(pushed)
    tryMs = Math.min(tryMs, clock.now() - started)
    const pause = pauseAfter(trouble.pressure, tryMs, clock)
    await clock.sleep(Math.max(pause, pushed.retryAfterMs ?? 0), signal)
  }
}
