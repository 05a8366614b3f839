import type { Ancestry } from "../../../src/gitops/write/ancestry.ts"
import type { Change } from "../../../src/gitops/write/change.ts"
import type { Intent } from "../../../src/gitops/write/intent.ts"
import type { Remote } from "../../../src/gitops/write/remote.ts"
import type { WriteOptions } from "../../../src/gitops/write/write-options.ts"
import { FakeClock } from "../../support/fake-clock.ts"
import { MemoryBranch, memoryRemote, type Fate } from "../../support/memory-remote.ts"

export const kustomization = "overlays/dev/kustomization.yaml"
export const record = "overlays/dev/.slipway.yaml"

/** The n-th commit of a source history without branches. */
export const build = (n: number): string => n.toString(16).padStart(40, "0")
export const digest = (n: number): string => `sha256:${n.toString(16).padStart(64, "0")}`

/** Knows the history of `build`, and nothing else. */
export const linear: Ancestry = {
  compare: (ours, theirs) =>
    Promise.resolve(ours === theirs ? "same" : ours < theirs ? "older" : "newer"),
}

export function intent(unit: string, n: number, over: Partial<Intent> = {}): Intent {
  return {
    unit,
    entry: unit,
    repository: `registry.example.com/${unit}`,
    tag: build(n),
    digest: digest(n),
    source: build(n),
    named: true,
    ...over,
  }
}

export function change(intents: Intent[], over: Partial<Change> = {}): Change {
  return {
    verb: "release",
    environment: "dev",
    intents,
    actor: undefined,
    runUrl: undefined,
    sourceUrl: undefined,
    unverified: undefined,
    ...over,
  }
}

/** A branch whose overlay has an entry for each unit. */
export function branchOf(...units: string[]): MemoryBranch {
  return new MemoryBranch({
    [kustomization]: `images:\n${units.map((name) => `- name: ${name}\n  newTag: none\n`).join("")}`,
  })
}

/** The options of one write, on a clock that does not wait. */
export function writeOf(
  branch: MemoryBranch,
  intents: Intent[],
  {
    fate = () => "works",
    remote = (plain) => plain,
    ...over
  }: Partial<Omit<WriteOptions, "remote" | "clock">> & {
    fate?: (operation: string) => Fate
    remote?: (plain: Remote) => Remote
  } = {},
): WriteOptions & { clock: FakeClock } {
  return {
    remote: remote(memoryRemote(branch, { step: () => Promise.resolve(), fate })),
    target: { environment: "dev", overlay: "overlays/dev", policy: "commit", ordering: "warn" },
    change: change(intents),
    ancestry: linear,
    check: () => Promise.resolve({ notes: [] }),
    clock: new FakeClock(),
    deadlineMs: 60_000,
    signal: new AbortController().signal,
    ...over,
  }
}

/** What becomes of the operations of one name, in turn; after them it works. */
export function fates(operation: string, ...list: Fate[]): (asked: string) => Fate {
  const left = [...list]
  return (asked) => (asked === operation ? (left.shift() ?? "works") : "works")
}
