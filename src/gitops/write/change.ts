import { createHash } from "node:crypto"

import type { Intent } from "./intent.ts"

/** What one call wants of one environment. All of it goes in one commit. */
export interface Change {
  verb: "release"
  environment: string
  intents: readonly Intent[]
  /** Who calls, as people know them. */
  actor: string | undefined
  /** Where the run that calls can be looked at. */
  runUrl: string | undefined
  /** The source repository's address, without credentials. */
  sourceUrl: string | undefined
  /** Why the images were not looked up in their registry; undefined where they were. */
  unverified: string | undefined
}

/**
 * The change's identity: the same for every run that wants the same, whatever the order of its
 * arguments, so that a commit of an earlier try is recognised.
 */
export function changeId({ verb, environment, intents }: Change): string {
  const sorted = [...intents]
    .sort((a, b) => (a.unit < b.unit ? -1 : 1))
    .map(({ unit, entry, repository, tag, digest, source }) => [
      unit,
      entry,
      repository,
      tag,
      digest,
      source ?? null,
    ])
  const hash = createHash("sha256").update(JSON.stringify([verb, environment, sorted]))
  return `${verb}-${hash.digest("hex").slice(0, 32)}`
}
