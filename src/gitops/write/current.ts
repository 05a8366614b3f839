import { SlipwayError } from "../../errors.ts"
import { nearest } from "../../text/nearest.ts"
import { isStale } from "../record/is-stale.ts"
import type { Hold } from "../record/record.ts"
import { sourceOf } from "../record/source-of.ts"
import type { Intent } from "./intent.ts"
import type { OverlayState } from "./overlay-state.ts"

/** What an environment runs of a unit now. */
export interface Current {
  /** The entry's newName, else its name. */
  repository: string
  tag: string | undefined
  digest: string | undefined
  source: string | undefined
  hold: Hold | undefined
  /** Source commits that what runs took the place of. */
  replaced: readonly string[]
  /** The record knows this unit and agrees with the kustomization. */
  recorded: boolean
  /** The record knows this unit, but somebody changed its image since. */
  handEdited: boolean
}

/** What the overlay says of the intent's unit. A missing entry is an error with the YAML to add. */
export function currentOf(state: OverlayState, intent: Intent): Current {
  const entry = state.entries.get(intent.entry)
  if (entry === undefined) throw missing(state, intent)
  const record = state.record.content.units.get(intent.unit)
  const tag = entry.newTag
  const { digest } = entry
  const stale = record !== undefined && isStale(record, { tag, digest })
  return {
    repository: entry.newName ?? intent.entry,
    tag,
    digest,
    source: sourceOf(record, { tag, digest }).source,
    hold: record?.hold,
    replaced: record?.replaced ?? [],
    recorded: record !== undefined && !stale && record.tag !== undefined,
    handEdited: stale && record.tag !== undefined,
  }
}

function missing(state: OverlayState, { unit, entry, repository, tag, digest }: Intent) {
  const names = [...state.entries.keys()]
  const hint = nearest(entry, names)
  return new SlipwayError(
    "E_IMAGE_ENTRY_MISSING",
    `${state.kustomization.path}: expected an entry "${entry}" in images: for ${unit}, received ${names.length === 0 ? "none" : names.map((name) => `"${name}"`).join(", ")}${hint ? `; did you mean "${hint}"? Then say so in slipway.yaml: units.${unit}.gitops.image: ${hint}` : ""}\nOr add it, if the manifests name an image so:\nimages:\n- name: ${entry}\n  newName: ${repository}\n  newTag: "${tag}"\n  digest: ${digest}\nNothing was written`,
  )
}
