import { describe, expect, test } from "vitest"

import { RemoteError } from "../../../src/gitops/write/remote-error.ts"
import type { Remote, RemoteFile } from "../../../src/gitops/write/remote.ts"
import { writeChange } from "../../../src/gitops/write/write-change.ts"
import { failureOf } from "../../support/failure-of.ts"
import { MemoryBranch } from "../../support/memory-remote.ts"
import {
  branchOf,
  build,
  change,
  digest,
  fates,
  intent,
  kustomization,
  record,
  writeOf,
} from "./write-run.ts"

const stays = (branch: MemoryBranch, commits = 1): void =>
  expect(branch.commits).toHaveLength(commits)

/** Writes what one writer would, as another run of it. */
async function release(branch: MemoryBranch, unit: string, n: number): Promise<string> {
  return (await writeChange(writeOf(branch, [intent(unit, n)]))).commit!
}

/** The next release by somebody else comes between, each time that this one writes. */
function othersFirst(branch: MemoryBranch, times: number): (operation: string) => "works" {
  let left = times
  return (operation) => {
    if (operation === "commit" && left-- > 0) {
      const files = [{ path: `other-${left}`, bytes: Buffer.from("x") }]
      branch.swap(branch.head.commit, { files, subject: "other", body: "" })
    }
    return "works"
  }
}

describe("what is wanted comes about", () => {
  test("written: one commit with the image, the record and the message", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)])
    const result = await writeChange(options)
    expect(result).toMatchObject({ commit: branch.head.commit, tries: 1, notes: [] })
    stays(branch, 2)
    expect(options.clock.slept).toEqual([])
    expect(branch.head.files.get(kustomization)).toBe(
      `images:\n- name: a\n  newName: registry.example.com/a\n  newTag: "${build(1)}"\n  digest: "${digest(1)}"\n`,
    )
    expect(branch.head.files.get(record)).toMatchInlineSnapshot(`
      "# What runs in this environment: per unit the image, the source commit it was built from, holds.
      # slipway writes this file in the commit that changes the images.
      version: 1
      units:
        a:
          tag: "0000000000000000000000000000000000000001"
          digest: sha256:0000000000000000000000000000000000000000000000000000000000000001
          source: "0000000000000000000000000000000000000001"
          change: release-c52a07390d6e8d57ffbc0ae28bd6c011
      "
    `)
    expect(branch.head.message).toMatchInlineSnapshot(`
      "release(dev): a 000000000000

      a: none -> 0000000000000000000000000000000000000001

      Slipway-Change: release-c52a07390d6e8d57ffbc0ae28bd6c011
      Slipway-Environment: dev
      Slipway-Verb: release
      Image-Digest: registry.example.com/a@sha256:0000000000000000000000000000000000000000000000000000000000000001
      Argocd-reference-commit-sha: 0000000000000000000000000000000000000001
      Slipway-Unit: {"unit":"a","from":{"tag":"none"},"to":{"tag":"0000000000000000000000000000000000000001","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000001","source":"0000000000000000000000000000000000000001"}}"
    `)
  })

  test("unchanged: the second run and the third make no commit", async () => {
    const branch = branchOf("a")
    await release(branch, "a", 1)
    for (const run of [2, 3]) {
      const result = await writeChange(writeOf(branch, [intent("a", 1)]))
      expect(result, `run ${run}`).toMatchObject({ commit: undefined, tries: 0 })
      expect(result.units[0]!.decision).toEqual({ kind: "unchanged" })
    }
    stays(branch, 2)
  })

  test("superseded: what runs is newer", async () => {
    const branch = branchOf("a")
    await release(branch, "a", 2)
    const result = await writeChange(writeOf(branch, [intent("a", 1)]))
    expect(result.units[0]!.decision).toEqual({ kind: "superseded", by: build(2) })
    expect(result).toMatchObject({ commit: undefined, tries: 0 })
    stays(branch, 2)
  })

  test("partially superseded: the rest is written, and only that", async () => {
    const branch = branchOf("a", "b")
    await release(branch, "a", 2)
    const result = await writeChange(writeOf(branch, [intent("a", 1), intent("b", 1)]))
    expect(result.units.map(({ decision }) => decision.kind)).toEqual(["superseded", "write"])
    stays(branch, 3)
    expect(branch.head.message).toContain("release(dev): b 000000000000\n")
    expect(branch.head.message).not.toContain("\na: ")
    expect(branch.head.files.get(kustomization)).toContain(`newTag: "${build(2)}"`)
  })

  test("overtaken while it writes: superseded then, not an older image on top", async () => {
    const branch = branchOf("a")
    let first = true
    const options = writeOf(branch, [intent("a", 1)], {
      fate: () => "works",
      remote: (plain) => ({
        ...plain,
        async commit(on, draft, signal) {
          if (first) await release(branch, "a", 2)
          first = false
          return plain.commit(on, draft, signal)
        },
      }),
    })
    const result = await writeChange(options)
    expect(result.units[0]!.decision.kind).toBe("superseded")
    stays(branch, 2)
  })

  test("others get in before: it is written on top of them, after pauses that grow", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], { fate: othersFirst(branch, 7) })
    const result = await writeChange(options)
    expect(result).toMatchObject({ commit: branch.head.commit, tries: 8 })
    stays(branch, 9)
    expect(options.clock.slept).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000])
  })

  test("the reply was lost: the commit is found, and is the only one", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], { fate: fates("commit", "reply lost") })
    const result = await writeChange(options)
    expect(result).toMatchObject({ commit: branch.commits[1]!.commit, tries: 1 })
    stays(branch, 2)
  })

  test("the reply was lost and others wrote since: it is found below them", async () => {
    const branch = branchOf("a", "b")
    const options = writeOf(branch, [intent("a", 1)], {
      remote: (plain) => ({
        ...plain,
        async commit(on, draft, signal) {
          await plain.commit(on, draft, signal)
          await release(branch, "b", 1)
          await release(branch, "a", 2)
          return { kind: "unacknowledged", detail: "no answer" }
        },
      }),
    })
    expect(await writeChange(options)).toMatchObject({ commit: branch.commits[1]!.commit })
    stays(branch, 4)
  })

  test("the request was lost: it is written by the next try", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], { fate: fates("commit", "fails", "fails") })
    expect(await writeChange(options)).toMatchObject({ commit: branch.head.commit, tries: 3 })
    stays(branch, 2)
  })

  test("the last try that it has lost its reply: it is looked for all the same", async () => {
    const branch = branchOf("a")
    const lost = fates("commit", "fails", "fails", "fails", "fails", "reply lost")
    const result = await writeChange(writeOf(branch, [intent("a", 1)], { fate: lost }))
    expect(result).toMatchObject({ commit: branch.head.commit, tries: 5 })
    stays(branch, 2)
  })

  test("another run wrote the same in the meantime: its commit is the answer", async () => {
    const branch = branchOf("a")
    let theirs: string | undefined
    const options = writeOf(branch, [intent("a", 1)], {
      remote: (plain) => ({
        ...plain,
        async commit(on, draft, signal) {
          theirs ??= await release(branch, "a", 1)
          return plain.commit(on, draft, signal)
        },
      }),
    })
    expect(await writeChange(options)).toMatchObject({ commit: theirs, tries: 1 })
    stays(branch, 2)
  })

  test("notes of the check are handed on", async () => {
    const branch = branchOf("a")
    const check = () => Promise.resolve({ notes: ["no manifest has it"] })
    const result = await writeChange(writeOf(branch, [intent("a", 1)], { check }))
    expect(result.notes).toEqual(["no manifest has it"])
  })
})

describe("what must not move stays", () => {
  const held = `version: 1
units:
  a:
    hold: { by: kim, reason: errors since noon, since: "2026-11-23T10:00:00Z" }
`
  const heldBranch = (): MemoryBranch => {
    const plain = branchOf("a", "b")
    return new MemoryBranch({
      [kustomization]: plain.head.files.get(kustomization)!,
      [record]: held,
    })
  }

  test("held and named: refused, and the other unit is not written either", async () => {
    const branch = heldBranch()
    const options = writeOf(branch, [intent("a", 1), intent("b", 1)])
    expect(await failureOf(writeChange(options))).toMatchInlineSnapshot(`
      {
        "code": "E_HELD",
        "message": "dev: expected units that may move, received held ones
        a is held at none by kim since 2026-11-23T10:00:00Z: errors since noon
      Nothing was written. A hold ends when it is taken out of overlays/dev/.slipway.yaml: units.a.hold",
      }
    `)
    stays(branch)
  })

  test("held and not named: the other one is written", async () => {
    const branch = heldBranch()
    const intents = [intent("a", 1, { named: false }), intent("b", 1)]
    const result = await writeChange(writeOf(branch, intents))
    expect(result.units.map(({ decision }) => decision.kind)).toEqual(["held", "write"])
    stays(branch, 2)
    expect(branch.head.files.get(record)).toContain("reason: errors since noon")
  })

  test("strict, and not known to be newer", async () => {
    const branch = branchOf("a")
    await release(branch, "a", 2)
    const options = writeOf(branch, [intent("a", 3)], {
      ancestry: { compare: () => Promise.resolve("unknown") },
      target: { environment: "dev", overlay: "overlays/dev", policy: "commit", ordering: "strict" },
    })
    expect(await failureOf(writeChange(options))).toMatchInlineSnapshot(`
      {
        "code": "E_ORDER",
        "message": "dev is ordered strictly: a build goes in only when it is known to be newer
        a: 000000000000 cannot be compared with 000000000000, which runs: no history at hand has both
      Nothing was written. Give the source history: --history DIR, a clone that is not shallow",
      }
    `)
    stays(branch, 2)
  })

  test("no such entry: the YAML to add, and the name that was meant", async () => {
    const branch = branchOf("a", "user-service")
    const options = writeOf(branch, [intent("a", 1), intent("user-servise", 1)])
    expect(await failureOf(writeChange(options))).toMatchInlineSnapshot(`
      {
        "code": "E_IMAGE_ENTRY_MISSING",
        "message": "overlays/dev/kustomization.yaml: expected an entry "user-servise" in images: for user-servise, received "a", "user-service"; did you mean "user-service"? Then say so in slipway.yaml: units.user-servise.gitops.image: user-service
      Or add it, if the manifests name an image so:
      images:
      - name: user-servise
        newName: registry.example.com/user-servise
        newTag: "0000000000000000000000000000000000000001"
        digest: sha256:0000000000000000000000000000000000000000000000000000000000000001
      Nothing was written",
      }
    `)
    stays(branch)
  })

  test("no entries at all", async () => {
    const branch = new MemoryBranch({ [kustomization]: "resources: []\n" })
    const { message } = await failureOf(writeChange(writeOf(branch, [intent("a", 1)])))
    expect(message.split("\n")[0]).toBe(
      'overlays/dev/kustomization.yaml: expected an entry "a" in images: for a, received none',
    )
    stays(branch)
  })

  test.each<[string, Record<string, string>]>([
    ["two entries of one name", { [kustomization]: "images:\n- name: a\n- name: a\n" }],
    ["no YAML", { [kustomization]: "images: [\n" }],
    ["no mapping", { [kustomization]: "- a\n" }],
    ["no overlay", { "README.md": "" }],
    ["two kustomizations", { [kustomization]: "", "overlays/dev/Kustomization": "" }],
    ["a broken record", { [kustomization]: "images: [{name: a}]\n", [record]: "version: 2\n" }],
  ])("%s", async (_, files) => {
    const branch = new MemoryBranch(files)
    expect(await failureOf(writeChange(writeOf(branch, [intent("a", 1)])))).toMatchSnapshot()
    stays(branch)
  })

  test.each([
    ["120000", "a symbolic link"],
    ["160000", "a submodule"],
    ["040000", "a directory"],
  ])("a kustomization of mode %s", async (mode, kind) => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], { remote: withFile({ mode }) })
    expect(await failureOf(writeChange(options))).toEqual({
      code: "E_KUSTOMIZATION",
      message: `overlays/dev/kustomization.yaml: expected a file, received ${kind}\nSlipway follows none: put the file itself there\nNothing was written`,
    })
    stays(branch)
  })

  test("a kustomization that is not UTF-8", async () => {
    const branch = branchOf("a")
    const bytes = Buffer.from([0x69, 0xff, 0x0a])
    const options = writeOf(branch, [intent("a", 1)], { remote: withFile({ bytes }) })
    expect(await failureOf(writeChange(options))).toEqual({
      code: "E_KUSTOMIZATION",
      message:
        "overlays/dev/kustomization.yaml: expected UTF-8, received other bytes\nConvert the file to UTF-8\nNothing was written",
    })
    stays(branch)
  })

  test("the branch was rewritten under it", async () => {
    const branch = branchOf("a")
    await release(branch, "a", 1)
    const options = writeOf(branch, [intent("a", 2)], {
      remote: (plain) => ({
        ...plain,
        commit: async () => {
          branch.commits.splice(1)
          branch.swap(branch.head.commit, { files: [], subject: "rewritten", body: "" })
          return { kind: "unacknowledged", detail: "no answer" }
        },
      }),
    })
    const { code, message } = await failureOf(writeChange(options))
    expect(code).toBe("E_HISTORY_REWRITTEN")
    expect(message.replaceAll(/[0-9a-f]{12}/g, "COMMIT")).toMatchInlineSnapshot(`
      "memory: the branch was rewritten while this ran: COMMIT, which it held a moment ago, is not in the history of COMMIT
      Whether a commit of this call was thrown away with it is not known; nothing more was written
      Look at the branch, then run the same command again: it begins with what is there"
    `)
    stays(branch, 2)
  })

  test("a check that says no stops it", async () => {
    const branch = branchOf("a")
    const check = () => Promise.reject(new Error("a bug"))
    const options = writeOf(branch, [intent("a", 1)], { check })
    await expect(writeChange(options)).rejects.toThrow("a bug")
    stays(branch)
  })
})

/** A remote whose kustomization is something else. */
function withFile(over: Partial<RemoteFile>): (plain: Remote) => Remote {
  return (plain) => ({
    ...plain,
    async head(signal) {
      const snapshot = await plain.head(signal)
      return {
        ...snapshot,
        async read(paths, until) {
          const files = await snapshot.read(paths, until)
          return files.map((file) => (file?.path === kustomization ? { ...file, ...over } : file))
        },
      }
    },
  })
}

describe("a remote in trouble", () => {
  const refused = new RemoteError("refused", "HTTP 403")
  const busy = new RemoteError("busy", "HTTP 429", { retryAfterMs: 17_000 })
  const unavailable = new RemoteError("unavailable", "HTTP 503")
  const five = <T>(each: T): T[] => Array.from({ length: 5 }, () => each)

  test("five pushes that it does not take are enough, and one more look", async () => {
    const branch = branchOf("a")
    const asked: string[] = []
    const never = fates("commit", ...five<"fails">("fails"))
    const options = writeOf(branch, [intent("a", 1)], {
      fate: (operation) => {
        asked.push(operation)
        return never(operation)
      },
    })
    const { code, message } = await failureOf(writeChange(options))
    expect(code).toBe("E_PUSH_REFUSED")
    expect(message.replaceAll(/[0-9a-f]{12}/g, "COMMIT")).toMatchInlineSnapshot(`
      "memory: 5 tries in a row did not move the branch from COMMIT, and nobody else moved it; the last answer:
        lost on the way
      Nothing was written. Allow the token to write to this branch, or see what its rules ask for, then run the same command again"
    `)
    expect(asked.at(-1)).toBe("head")
    expect(asked.filter((each) => each === "commit")).toHaveLength(5)
    expect(options.clock.slept).toEqual([250, 500, 1000, 2000, 4000])
    stays(branch)
  })

  test("others that move the branch in between are no refusal", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], { fate: othersFirst(branch, 12) })
    expect(await writeChange(options)).toMatchObject({ tries: 13 })
    stays(branch, 14)
  })

  test("busy: it waits as long as it was asked to", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], { fate: fates("head", busy, busy) })
    expect(await writeChange(options)).toMatchObject({ tries: 1 })
    expect(options.clock.slept).toEqual([17_000, 17_000])
    stays(branch, 2)
  })

  test.each(["head", "read", "commit"])("busy five times at %s is enough", async (operation) => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], {
      fate: fates(operation, ...five(busy)),
      deadlineMs: 600_000,
    })
    expect(await failureOf(writeChange(options))).toEqual({
      code: "E_REMOTE",
      message:
        "memory: HTTP 429\nNothing was written\nThe same command again goes on from what is there",
    })
    expect(options.clock.slept).toEqual([17_000, 17_000, 17_000, 17_000])
    stays(branch)
  })

  test("a push that is asked to wait waits", async () => {
    const branch = branchOf("a")
    let first = true
    const options = writeOf(branch, [intent("a", 1)], {
      remote: (plain) => ({
        ...plain,
        commit(on, draft, signal) {
          if (!first) return plain.commit(on, draft, signal)
          first = false
          return Promise.resolve({
            kind: "unacknowledged",
            detail: "HTTP 429",
            retryAfterMs: 9_000,
          })
        },
      }),
    })
    expect(await writeChange(options)).toMatchObject({ tries: 2 })
    expect(options.clock.slept).toEqual([9_000])
    stays(branch, 2)
  })

  test("a push that no try can get through: one more look, no more tries", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], {
      remote: (plain) => ({
        ...plain,
        commit: () =>
          Promise.resolve({ kind: "unacknowledged", detail: "HTTP 403", isFutile: true }),
      }),
    })
    const { code, message } = await failureOf(writeChange(options))
    expect(code).toBe("E_PUSH_REFUSED")
    expect(message).toMatch(/^memory: a try did not move the branch from \w{12}, and nobody else/)
    expect(options.clock.slept).toHaveLength(1)
    stays(branch)
  })

  test("a push that no try can get through, but did: found", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], {
      remote: (plain) => ({
        ...plain,
        async commit(on, draft, signal) {
          await plain.commit(on, draft, signal)
          return { kind: "unacknowledged", detail: "HTTP 403", isFutile: true }
        },
      }),
    })
    expect(await writeChange(options)).toMatchObject({ commit: branch.head.commit })
    stays(branch, 2)
  })

  test.each(["refused", "missing", "invalid"] as const)("%s: no second try", async (fault) => {
    for (const operation of ["head", "read", "commit"]) {
      const branch = branchOf("a")
      const error = new RemoteError(fault, "memory: it says no")
      const options = writeOf(branch, [intent("a", 1)], { fate: fates(operation, error) })
      expect(await failureOf(writeChange(options)), operation).toEqual({
        code: "E_REMOTE",
        message:
          "memory: it says no\nNothing was written\nThe same command again goes on from what is there",
      })
      expect(options.clock.slept).toEqual([])
      stays(branch)
    }
  })

  test("a remote that answers every second question is not asked for ever", async () => {
    const branch = branchOf("a")
    let asked = 0
    const options = writeOf(branch, [intent("a", 1)], {
      fate: (operation) => (operation === "read" && ++asked ? unavailable : "works"),
    })
    expect(await failureOf(writeChange(options))).toMatchObject({ code: "E_REMOTE" })
    expect(asked).toBe(5)
    stays(branch)
  })

  test("a push without an answer, then no access: what is there is not known", async () => {
    const branch = branchOf("a")
    const pushed = fates("commit", "reply lost")
    const looked = fates("head", "works", refused)
    const options = writeOf(branch, [intent("a", 1)], {
      fate: (operation) => (operation === "commit" ? pushed(operation) : looked(operation)),
    })
    expect(await failureOf(writeChange(options))).toMatchInlineSnapshot(`
      {
        "code": "E_REMOTE",
        "message": "memory: HTTP 403
      Whether the last try is there is not known: it was not acknowledged
      The same command again goes on from what is there",
      }
    `)
    stays(branch, 2)
    // And the next run knows.
    expect(await writeChange(writeOf(branch, [intent("a", 1)]))).toMatchObject({ tries: 0 })
    stays(branch, 2)
  })

  test("a push without an answer, then one that is refused: the first may still be there", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], { fate: fates("commit", "fails", refused) })
    expect((await failureOf(writeChange(options))).message).toContain("is not known")
    stays(branch)
  })

  test("refused after others got in: nothing of ours can be there", async () => {
    const branch = branchOf("a")
    const first = othersFirst(branch, 1)
    const second = fates("commit", "works", refused)
    const options = writeOf(branch, [intent("a", 1)], {
      fate: (operation) => {
        first(operation)
        return second(operation)
      },
    })
    expect((await failureOf(writeChange(options))).message).toContain("\nNothing was written\n")
    stays(branch, 2)
  })

  test("an error that is no answer of a remote is not tried again", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], {
      fate: fates("read", new TypeError("a bug")),
    })
    await expect(writeChange(options)).rejects.toThrow(new TypeError("a bug"))
    expect(options.clock.slept).toEqual([])
  })
})

describe("the end of time", () => {
  const slow = new RemoteError("busy", "HTTP 429", { retryAfterMs: 40_000 })

  test("before anything was sent", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], { fate: fates("head", slow, slow) })
    expect(await failureOf(writeChange(options))).toMatchInlineSnapshot(`
      {
        "code": "E_DEADLINE",
        "message": "memory: not done within 60 s; others got in first 0 times
      The last answer:
        HTTP 429
      Nothing was written
      Run the same command again: it begins with what is there and never writes twice",
      }
    `)
    stays(branch)
  })

  test("after a push without an answer", async () => {
    const branch = branchOf("a")
    const pushed = fates("commit", "reply lost")
    const looked = fates("head", "works", slow, slow)
    const options = writeOf(branch, [intent("a", 1)], {
      fate: (operation) => (operation === "commit" ? pushed(operation) : looked(operation)),
    })
    expect(await failureOf(writeChange(options))).toMatchInlineSnapshot(`
      {
        "code": "E_DEADLINE",
        "message": "memory: not done within 60 s; others got in first 0 times
      The last answer:
        HTTP 429
      Whether the last try is there is not known: it was not acknowledged
      Run the same command again: it begins with what is there and never writes twice",
      }
    `)
    stays(branch, 2)
  })

  test("others always get in first", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], { fate: othersFirst(branch, 1000) })
    const { code, message } = await failureOf(writeChange(options))
    expect(code).toBe("E_DEADLINE")
    expect(message).toContain("Whether the last try is there is not known")
    expect(message).toMatch(/^memory: not done within 60 s; others got in first \d\d times\n/)
    expect(branch.commits.every(({ message: each }) => !each.includes("Slipway"))).toBe(true)
  })

  test("an acknowledged push counts, however late", async () => {
    const branch = branchOf("a")
    const options = writeOf(branch, [intent("a", 1)], {
      fate: (operation) => {
        if (operation === "commit") options.clock.pass(70_000)
        return "works"
      },
    })
    expect(await writeChange(options)).toMatchObject({ commit: branch.head.commit })
  })

  test.each(["head", "read"])("cancelled at %s: no push any more", async (at) => {
    const branch = branchOf("a")
    const stop = new AbortController()
    const options = writeOf(branch, [intent("a", 1)], {
      signal: stop.signal,
      fate: (operation) => {
        if (operation === at) stop.abort()
        return "works"
      },
    })
    expect(await failureOf(writeChange(options))).toEqual({
      code: "E_CANCELLED",
      message:
        "memory: cancelled; others got in first 0 times\nNothing was written\nRun the same command again: it begins with what is there and never writes twice",
    })
    stays(branch)
  })

  test("cancelled while a push is out", async () => {
    const branch = branchOf("a")
    const stop = new AbortController()
    const options = writeOf(branch, [intent("a", 1)], {
      signal: stop.signal,
      fate: (operation) => {
        if (operation !== "commit") return "works"
        stop.abort()
        return "reply lost"
      },
    })
    expect((await failureOf(writeChange(options))).message).toMatchInlineSnapshot(`
      "memory: cancelled; others got in first 0 times
      The last answer:
        no answer
      Whether the last try is there is not known: it was not acknowledged
      Run the same command again: it begins with what is there and never writes twice"
    `)
    stays(branch, 2)
  })
})

test("the same change in another order of arguments is the same change", async () => {
  const branch = branchOf("a", "b")
  const intents = [intent("a", 1), intent("b", 1)]
  const first = await writeChange(writeOf(branch, intents))
  const options = { ...writeOf(branch, intents), change: change([...intents].toReversed()) }
  const second = await writeChange(options)
  expect(second.change).toBe(first.change)
  stays(branch, 2)
})
