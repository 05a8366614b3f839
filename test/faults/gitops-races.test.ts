import { rmSync } from "node:fs"

import { afterEach, beforeEach, describe, expect, test } from "vitest"

import { GitServer } from "../support/git-server.ts"
import { historyProblems, type Operation } from "../support/history-check.ts"
import {
  course,
  overlayHistory,
  race,
  type Course,
  type Finish,
  type Racer,
  type Strategy,
} from "../support/race.ts"

const token = "canary-token-of-the-race"

let track: Course
let server: GitServer
let source: string

async function open(units: number, builds: number): Promise<void> {
  track = course(units, builds)
  server = await GitServer.start({ root: track.root, token })
  source = track.source(server.url("gitops.git"))
}

beforeEach(() => {
  track = undefined as unknown as Course
})

afterEach(async () => {
  await server.close()
  rmSync(track.root, { recursive: true, force: true })
})

function run(racers: Racer[], strategy: Strategy = "slipway") {
  const url = server.url("gitops.git").replace("http://", `http://x:${token}@`)
  return race(track, { racers, strategy, source, url, env: { SLIPWAY_GIT_TOKEN: token } })
}

const order = (tag: string): number => track.builds.indexOf(tag)

function problems(finishes: readonly Finish[]): string[] {
  const history = overlayHistory(track)
  const operations = finishes.map(({ unit, build, exitCode, result, commit }): Operation => {
    // The change's id is in the commit; a writer whose commit is not there told a lie.
    const own = history.find(
      (each) =>
        each.message.includes(`"to":{"tag":"${build}"`) &&
        each.message.includes(`"unit":"${unit}"`),
    )
    const change =
      /^Slipway-Change: (\S+)$/m.exec(own?.message ?? "")?.[1] ?? `none-${unit}-${build}`
    const told = exitCode === 0 && result !== undefined && result !== "held" ? result : "failed"
    return {
      change,
      wants: new Map([[unit, build]]),
      told,
      ...(commit === undefined ? {} : { commit }),
    }
  })
  return historyProblems(history, operations, order)
}

describe("releases at once", () => {
  test("of different services: all land, none lost, none doubled", async () => {
    await open(50, 50)
    const racers = track.units.map((unit, i) => ({ unit, build: track.builds[i]! }))
    const { finishes } = await run(racers)
    expect(finishes.filter(({ exitCode }) => exitCode !== 0).map(({ stderr }) => stderr)).toEqual(
      [],
    )
    expect(problems(finishes)).toEqual([])
    expect(overlayHistory(track).length).toBe(51)
  }, 600_000)

  test.each([1, 2, 3])(
    "of one service: the newest build wins, round %i",
    async () => {
      await open(1, 21)
      const racers = track.builds.slice(1).map((build) => ({ unit: "unit-0", build }))
      const { finishes } = await run(racers)
      expect(finishes.filter(({ exitCode }) => exitCode !== 0).map(({ stderr }) => stderr)).toEqual(
        [],
      )
      expect(problems(finishes)).toEqual([])
      expect(overlayHistory(track).at(-1)?.kustomization).toContain(`newTag: ${track.builds[20]}`)
    },
    300_000,
  )

  test("the same release by ten runs is one commit", async () => {
    await open(2, 2)
    const racer = { unit: "unit-1", build: track.builds[1]! }
    const { finishes } = await run(Array.from({ length: 10 }, () => racer))
    expect(finishes.map(({ exitCode }) => exitCode)).toEqual(Array.from({ length: 10 }, () => 0))
    expect(overlayHistory(track).length).toBe(2)
  }, 300_000)
})

describe("controls, which lose", () => {
  test("clone, edit, push once: most releases are lost", async () => {
    await open(10, 10)
    const racers = track.units.map((unit, i) => ({ unit, build: track.builds[i]! }))
    const { finishes } = await run(racers, "push")
    expect(finishes.filter(({ exitCode }) => exitCode === 0).length).toBeLessThan(10)
  }, 120_000)

  test("pull --rebase and push again: releases of one service conflict for ever", async () => {
    await open(1, 11)
    const racers = track.builds.slice(1).map((build) => ({ unit: "unit-0", build }))
    const { finishes } = await run(racers, "rebase")
    expect(finishes.filter(({ exitCode }) => exitCode === 0).length).toBeLessThan(10)
  }, 120_000)
})
