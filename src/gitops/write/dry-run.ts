import { createTwoFilesPatch } from "diff"

import { untilAny } from "../../stop/until-any.ts"
import { changeId } from "./change.ts"
import { commitMessage } from "./commit-message.ts"
import { planOn } from "./plan-on.ts"
import type { UnitWrite } from "./plan-write.ts"
import type { WriteOptions } from "./write-options.ts"
import { WriteTrouble } from "./write-trouble.ts"

export interface DryRun {
  units: UnitWrite[]
  /** Unified, of all files; empty where nothing would change. */
  diff: string
  /** The commit's message; empty where there would be none. */
  message: string
  notes: string[]
}

/** What a write would commit on what the remote holds now. Touches nothing. */
export function dryRun(options: WriteOptions): Promise<DryRun> {
  const deadline = options.clock.deadline(options.deadlineMs)
  return untilAny([options.signal, deadline], (signal) => patiently(options, signal))
}

async function patiently(options: WriteOptions, signal: AbortSignal): Promise<DryRun> {
  const trouble = new WriteTrouble({ ...options, name: options.remote.name, stop: signal })
  for (;;) {
    trouble.stopIfOver()
    const shown = await trouble.reading(() => show(options, signal))
    if (shown !== undefined) return shown
  }
}

async function show(options: WriteOptions, signal: AbortSignal): Promise<DryRun> {
  const { remote, change } = options
  const snapshot = await remote.head(signal)
  const { state, plan } = await planOn(snapshot, options, changeId(change), signal)
  if (plan.files.length === 0) return { units: plan.units, diff: "", message: "", notes: [] }
  const { notes } = await options.check(snapshot, plan, signal)
  const before = new Map([
    [state.kustomization.path, state.kustomization.text],
    [state.record.path, state.record.text],
  ])
  const patches = plan.files.map(({ path, bytes }) => {
    const text = before.get(path)
    const old = text === undefined ? "/dev/null" : `a/${path}`
    const after = Buffer.from(bytes).toString("utf8")
    return createTwoFilesPatch(old, `b/${path}`, text ?? "", after, undefined, undefined, {
      context: 3,
      headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true },
    })
  })
  const { subject, body } = commitMessage(change, plan.units)
  return { units: plan.units, diff: patches.join(""), message: `${subject}\n\n${body}\n`, notes }
}
