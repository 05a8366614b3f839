import { execFileSync } from "node:child_process"

import * as fc from "fast-check"
import { expect, test } from "vitest"

import { changeId } from "../../../src/gitops/write/change.ts"
import { carriesChange, commitMessage } from "../../../src/gitops/write/commit-message.ts"
import type { Current } from "../../../src/gitops/write/current.ts"
import type { Intent } from "../../../src/gitops/write/intent.ts"
import type { UnitWrite } from "../../../src/gitops/write/plan-write.ts"
import { build, change, digest, intent } from "./write-run.ts"

function current(over: Partial<Current> = {}): Current {
  return {
    repository: "a",
    tag: "v1",
    digest: undefined,
    source: undefined,
    hold: undefined,
    replaced: [],
    recorded: false,
    handEdited: false,
    ...over,
  }
}

const writing = (each: Intent, over: Partial<Current> = {}): UnitWrite => ({
  intent: each,
  current: current(over),
  decision: { kind: "write" },
})

function text({ subject, body }: { subject: string; body: string }): string {
  return `${subject}\n\n${body}\n`
}

/** What git itself takes for trailers. */
function trailersOf(message: string): string[] {
  return execFileSync("git", ["interpret-trailers", "--parse"], {
    input: message,
    encoding: "utf8",
    env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
    cwd: "/",
  })
    .split("\n")
    .filter(Boolean)
}

const keysOf = (message: string): string[] =>
  trailersOf(message).map((line) => line.slice(0, line.indexOf(":")))

test("two units of one source: sorted, with all that is known", () => {
  const intents = [intent("b", 7, { source: build(9) }), intent("a", 8, { source: build(9) })]
  const wanted = change(intents, {
    actor: "kim",
    runUrl: "https://ci.example/runs/1",
    sourceUrl: "https://git.example/acme/app",
    unverified: "not looked up",
  })
  const units = [
    writing(intents[0]!, { tag: undefined }),
    writing(intents[1]!, { digest: digest(3), source: build(3) }),
  ]
  expect(text(commitMessage(wanted, units))).toMatchInlineSnapshot(`
    "release(dev): a 000000000000, b 000000000000

    a: v1 -> 0000000000000000000000000000000000000008
    b: (no tag) -> 0000000000000000000000000000000000000007

    Slipway-Change: release-ffc1ea49b2758686ed366606a44deeef
    Slipway-Environment: dev
    Slipway-Verb: release
    Image-Digest: registry.example.com/a@sha256:0000000000000000000000000000000000000000000000000000000000000008
    Image-Digest: registry.example.com/b@sha256:0000000000000000000000000000000000000000000000000000000000000007
    Slipway-Unverified: not looked up
    Slipway-Actor: kim
    Slipway-Run: https://ci.example/runs/1
    Argocd-reference-commit-repourl: https://git.example/acme/app
    Argocd-reference-commit-sha: 0000000000000000000000000000000000000009
    Slipway-Unit: {"unit":"a","from":{"tag":"v1","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000003","source":"0000000000000000000000000000000000000003"},"to":{"tag":"0000000000000000000000000000000000000008","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000008","source":"0000000000000000000000000000000000000009"}}
    Slipway-Unit: {"unit":"b","from":{},"to":{"tag":"0000000000000000000000000000000000000007","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000007","source":"0000000000000000000000000000000000000009"}}
    "
  `)
})

test("what is not written is not in it, and a unit of another source leaves no reference", () => {
  const intents = [intent("a", 1), intent("b", 2), intent("c", 3)]
  const units: UnitWrite[] = [
    writing(intents[0]!),
    writing(intents[1]!),
    { ...writing(intents[2]!), decision: { kind: "superseded", by: build(4) } },
  ]
  const message = text(commitMessage(change(intents), units))
  expect(keysOf(message)).toEqual([
    "Slipway-Change",
    "Slipway-Environment",
    "Slipway-Verb",
    "Image-Digest",
    "Image-Digest",
    "Slipway-Unit",
    "Slipway-Unit",
  ])
  expect(message).not.toContain('"c"')
})

test("many units are counted in the subject", () => {
  const intents = Array.from({ length: 9 }, (_, i) => intent(`service-${i}`, i))
  const { subject } = commitMessage(
    change(intents),
    intents.map((each) => writing(each)),
  )
  expect(subject).toBe("release(dev): 9 units")
})

test("its own change id is found, in the trailers alone", () => {
  const wanted = change([intent("a", 1)])
  const id = changeId(wanted)
  const message = text(commitMessage(wanted, [writing(wanted.intents[0]!)]))
  expect(carriesChange(message, id)).toBe(true)
  expect(carriesChange(message.trimEnd(), id)).toBe(true)
  expect(carriesChange(message, id.slice(0, -1))).toBe(false)
  expect(carriesChange(`fix\n\nSlipway-Change: ${id}\n\nSigned-off-by: x\n`, id)).toBe(false)
  expect(carriesChange(`quotes Slipway-Change: ${id}`, id)).toBe(false)
})

test("the change id is the same for the same wish, and for no other", () => {
  const intents = [intent("a", 1), intent("b", 2)]
  const id = changeId(change(intents))
  expect(id).toBe("release-eec9419fe6b2ce95f5ebb1f6c22a2ce5")
  expect(changeId(change([...intents].toReversed(), { actor: "kim", runUrl: "x" }))).toBe(id)
  const others = [
    change([intents[0]!]),
    change(intents, { environment: "prod" }),
    ...(["unit", "entry", "repository", "tag", "digest", "source"] as const).map((field) =>
      change([{ ...intents[0]!, [field]: "other" }, intents[1]!]),
    ),
  ]
  const ids = others.map((each) => changeId(each))
  expect(new Set([...ids, id]).size).toBe(others.length + 1)
})

test("nothing from outside begins or ends a trailer", () => {
  const nasty = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          "\n",
          "\r",
          "\r\n",
          "\n\n",
          "\u2028",
          "\u0085",
          "\u0000",
          "\u001b[2J",
          "\u202e",
          " ",
          "Slipway-Change: release-0",
          "Signed-off-by: x",
          "---",
          "#",
          ":",
          '"',
          "\\",
          "x",
          "(cherry picked from commit 1)",
          "diff --git a/x b/x",
          "😀",
          "\ud83d",
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join("")),
  )
  fc.assert(
    fc.property(nasty, nasty, nasty, nasty, nasty, (tag, actor, runUrl, sourceUrl, reason) => {
      const wanted = change([intent("a", 1)], { actor, runUrl, sourceUrl, unverified: reason })
      const message = text(commitMessage(wanted, [writing(wanted.intents[0]!, { tag })]))
      const lines = trailersOf(message)
      const keys = lines.map((line) => line.slice(0, line.indexOf(":")))
      const optional = [
        "Slipway-Unverified",
        "Slipway-Actor",
        "Slipway-Run",
        "Argocd-reference-commit-repourl",
      ]
      expect(keys.filter((key) => !optional.includes(key))).toEqual([
        "Slipway-Change",
        "Slipway-Environment",
        "Slipway-Verb",
        "Image-Digest",
        "Argocd-reference-commit-sha",
        "Slipway-Unit",
      ])
      expect(lines[0]).toBe(`Slipway-Change: ${changeId(wanted)}`)
      const unit = JSON.parse(lines.at(-1)!.slice("Slipway-Unit: ".length)) as { unit: string }
      expect(unit).toMatchObject({ unit: "a", to: { tag: build(1), digest: digest(1) } })
      expect(message.split("\n")[0]).toBe("release(dev): a 000000000000")
      expect(message.isWellFormed()).toBe(true)
    }),
    { numRuns: 150 },
  )
})
