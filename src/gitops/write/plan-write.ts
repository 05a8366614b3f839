import { editImages } from "../edit/edit-images.ts"
import { editRecord } from "../record/edit-record.ts"
import type { UnitRecord } from "../record/record.ts"
import type { Relation } from "./ancestry.ts"
import { currentOf, type Current } from "./current.ts"
import { decide, type Decision } from "./decide.ts"
import type { Intent } from "./intent.ts"
import type { OverlayState } from "./overlay-state.ts"
import type { FileWrite } from "./remote.ts"

/** One unit of a write: what runs, what is wanted, what becomes of it. */
export interface UnitWrite {
  intent: Intent
  current: Current
  decision: Decision
}

/** What one try would commit. No files: the branch says all that is wanted already. */
export interface WritePlan {
  units: UnitWrite[]
  files: FileWrite[]
}

/** Source commits that a record keeps of those that were replaced. */
const remembered = 10

/** The pairs of source commits, ours and theirs, that `planWrite` has to know about. */
export function pairsToCompare(
  state: OverlayState,
  intents: readonly Intent[],
): { ours: string; theirs: string }[] {
  return intents.flatMap((intent) => {
    const theirs = currentOf(state, intent).source
    return intent.source === undefined || theirs === undefined
      ? []
      : [{ ours: intent.source, theirs }]
  })
}

/** From what the branch says to what it is to say. A pure function; writes nothing. */
export function planWrite(
  state: OverlayState,
  intents: readonly Intent[],
  options: {
    change: string
    ordering: "warn" | "strict"
    relation: (ours: string, theirs: string) => Relation
  },
): WritePlan {
  const units = intents.map((intent): UnitWrite => {
    const current = currentOf(state, intent)
    const relation =
      intent.source === undefined || current.source === undefined
        ? "unknown"
        : options.relation(intent.source, current.source)
    return { intent, current, decision: decide(intent, current, { ...options, relation }) }
  })
  const writing = units.filter(({ decision }) => decision.kind === "write")
  if (writing.length === 0) return { units, files: [] }
  const { kustomization, record } = state
  const edited = editImages(
    kustomization.text,
    writing.map(({ intent, current }) => ({
      name: intent.entry,
      // An entry whose name is the repository needs no newName.
      ...(current.repository === intent.repository ? {} : { newName: intent.repository }),
      newTag: intent.tag,
      digest: intent.digest,
    })),
    { file: kustomization.path },
  )
  const recorded = editRecord(
    record.text,
    record.path,
    new Map(writing.map((unit) => [unit.intent.unit, recordOf(unit, options.change)])),
  )
  const files = [
    { path: kustomization.path, before: kustomization.text, text: edited.text },
    { path: record.path, before: record.text, text: recorded.text },
  ]
  return {
    units,
    files: files
      .filter(({ before, text }) => before !== text)
      .map(({ path, text }) => ({ path, bytes: Buffer.from(text) })),
  }
}

function recordOf({ intent, current }: UnitWrite, change: string): UnitRecord {
  const { tag, digest, source } = intent
  const replaced = [...new Set([current.source, ...current.replaced])].filter(
    (commit): commit is string => commit !== undefined && commit !== source,
  )
  return { tag, digest, source, change, replaced: replaced.slice(0, remembered), hold: undefined }
}
