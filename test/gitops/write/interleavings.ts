import * as fc from "fast-check"

import { SlipwayError } from "../../../src/errors.ts"
import type { Ancestry } from "../../../src/gitops/write/ancestry.ts"
import { changeId, type Change } from "../../../src/gitops/write/change.ts"
import { writeChange } from "../../../src/gitops/write/write-change.ts"
import { historyProblems, type Operation } from "../../support/history-check.ts"
import { MemoryBranch, memoryRemote, type Fate } from "../../support/memory-remote.ts"

const overlay = "overlays/dev"
const names = ["a", "b", "c"]

/** The n-th commit of a source history without branches. */
export const commitAt = (n: number): string => n.toString(16).padStart(40, "0")
const orderOf = (tag: string): number =>
  /^[0-9a-f]{40}$/.test(tag) ? Number.parseInt(tag, 16) : -1

const ancestry: Ancestry = {
  compare: (ours, theirs) =>
    Promise.resolve(ours === theirs ? "same" : orderOf(ours) < orderOf(theirs) ? "older" : "newer"),
}

/** One writer: the build it releases, of which units, and what goes wrong on its way. */
interface Writer {
  build: number
  units: string[]
  fates: Fate[]
}

const writer: fc.Arbitrary<Writer> = fc.record({
  build: fc.integer({ min: 1, max: 6 }),
  units: fc.subarray(names, { minLength: 1 }),
  fates: fc.array(fc.constantFrom<Fate>("works", "works", "fails", "reply lost"), {
    maxLength: 12,
  }),
})

/** Any number of writers, any order of their steps, any of a few faults: what went wrong, in words. */
export const schedules = fc.asyncProperty(
  fc.scheduler(),
  fc.array(writer, { minLength: 2, maxLength: 4 }),
  async (scheduler, writers) => {
    const branch = new MemoryBranch({
      [`${overlay}/kustomization.yaml`]: `images:\n${names.map((name) => `- name: ${name}\n  newTag: none\n`).join("")}`,
    })
    const [operations] = await Promise.all([
      Promise.all(writers.map((each) => run(each, branch, scheduler))),
      scheduler.waitIdle(),
    ])
    const commits = branch.commits.map(({ commit, message, files }) => ({
      commit,
      message,
      kustomization: files.get(`${overlay}/kustomization.yaml`)!,
      record: files.get(`${overlay}/.slipway.yaml`),
    }))
    const problems = historyProblems(commits, operations, orderOf)
    for (const name of names) {
      const mine = writers
        .map(({ build, units }, i) => ({ build, units, told: operations[i]!.told }))
        .filter(({ units, told }) => units.includes(name) && told !== "failed")
      const newest = Math.max(-1, ...mine.map(({ build }) => build))
      const certain = mine.filter(({ told }) => told !== "unknown")
      const least = Math.max(-1, ...certain.map(({ build }) => build))
      const line = new RegExp(`name: ${name}\n  newTag: (\\S+)`).exec(commits.at(-1)!.kustomization)
      const last = orderOf((line?.[1] ?? "").replaceAll(/["']/g, ""))
      if (last < least || last > newest) problems.push(`${name} ends at ${last}, not at ${newest}`)
    }
    if (problems.length > 0) throw new Error(problems.join("\n"))
  },
)

async function run(
  { build, units, fates }: Writer,
  branch: MemoryBranch,
  scheduler: fc.Scheduler,
): Promise<Operation> {
  const step = (): Promise<void> => scheduler.schedule(Promise.resolve())
  const left = [...fates]
  const tag = commitAt(build)
  const change: Change = {
    verb: "release",
    environment: "dev",
    intents: units.map((unit) => ({
      unit,
      entry: unit,
      repository: unit,
      tag,
      digest: `sha256:${tag.padEnd(64, "0")}`,
      source: tag,
      named: true,
    })),
    actor: undefined,
    runUrl: undefined,
    sourceUrl: undefined,
    unverified: undefined,
  }
  const operation = { change: changeId(change), wants: new Map(units.map((unit) => [unit, tag])) }
  try {
    const { commit, units: ended } = await writeChange({
      remote: memoryRemote(branch, { step, fate: () => left.shift() ?? "works" }),
      target: { environment: "dev", overlay, policy: "commit", ordering: "warn" },
      change,
      ancestry,
      check: () => Promise.resolve({ notes: [] }),
      clock: {
        now: () => 0,
        sleep: step,
        deadline: () => new AbortController().signal,
        random: () => 0.5,
      },
      deadlineMs: 1000,
      signal: new AbortController().signal,
    })
    if (commit !== undefined) return { ...operation, told: "written", commit }
    const superseded = ended.some(({ decision }) => decision.kind === "superseded")
    return { ...operation, told: superseded ? "superseded" : "unchanged" }
  } catch (error) {
    if (!(error instanceof SlipwayError)) throw error
    return { ...operation, told: /not known/.test(error.message) ? "unknown" : "failed" }
  }
}
