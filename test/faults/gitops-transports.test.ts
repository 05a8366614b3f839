import { describe, expect, test } from "vitest"

import { changeId } from "../../src/gitops/write/change.ts"
import { realClock } from "../../src/gitops/write/clock.ts"
import { RemoteError } from "../../src/gitops/write/remote-error.ts"
import type { Remote } from "../../src/gitops/write/remote.ts"
import { writeChange } from "../../src/gitops/write/write-change.ts"
import { branchOf, change, intent, kustomization, writeOf } from "../gitops/write/write-run.ts"
import { failureOf } from "../support/failure-of.ts"
import { transports, type Place } from "../support/transports.ts"

const never = new AbortController().signal
const file = (path: string, text: string | Uint8Array) => ({ path, bytes: Buffer.from(text) })
const draftOf = (...files: ReturnType<typeof file>[]) => ({
  files,
  subject: "release(dev): a 1",
  body: "a: 0 -> 1\n\nSlipway-Change: release-1",
})

async function faultOf(promise: Promise<unknown>): Promise<RemoteError["fault"]> {
  const error: unknown = await promise.then(
    () => new Error("it did not fail"),
    (reason: unknown) => reason,
  )
  if (error instanceof RemoteError) return error.fault
  throw error
}

/** What the branch says, without moving it. */
const textAt = async (remote: Remote, path: string): Promise<string | undefined> => {
  const [found] = await (await remote.head(never)).read([path], never)
  return found && Buffer.from(found.bytes).toString("utf8")
}

const mixed = {
  "a/plain.yaml": "a: 1\n",
  "a/b/deep.yaml": "b",
  "a/run.sh": { mode: "100755", bytes: "#!/bin/sh\n" },
  "a/link": { mode: "120000", target: "plain.yaml" },
  "a/sub": { mode: "160000", commit: "1".repeat(40) },
  "한글/더 긴 이름.yaml": "k",
  "top.yaml": "t",
} as const

describe.each(Object.entries(transports))("%s", (name, begin) => {
  const isApi = name === "GitHub's API"

  test("reads files of one commit in the order asked for, whatever happens since", async () => {
    const { repository, open } = await begin()
    const commit = repository.commit(mixed)
    const remote = await open()
    const head = await remote.head(never)
    expect(head.commit).toBe(commit)
    repository.commit({ "a/plain.yaml": "a: 2\n" })
    const paths = [
      "top.yaml",
      "nothing",
      "a/plain.yaml",
      "a/run.sh",
      "a/link",
      "a/sub",
      "a",
      "a/link/x",
      "a/sub/x",
      "top.yaml/x",
      "한글/더 긴 이름.yaml",
    ]
    const read = await head.read(paths, never)
    expect(
      read.map((one) => one && [one.path, one.mode, Buffer.from(one.bytes).toString()]),
    ).toEqual([
      ["top.yaml", "100644", "t"],
      undefined,
      ["a/plain.yaml", "100644", "a: 1\n"],
      ["a/run.sh", "100755", "#!/bin/sh\n"],
      ["a/link", "120000", ""],
      ["a/sub", "160000", ""],
      ["a", "040000", ""],
      undefined,
      undefined,
      undefined,
      ["한글/더 긴 이름.yaml", "100644", "k"],
    ])
    expect(await textAt(remote, "a/plain.yaml")).toBe("a: 2\n")
  })

  test("lists what is below directories, links and submodules too", async () => {
    const { repository, open } = await begin()
    repository.commit(mixed)
    const head = await (await open()).head(never)
    expect((await head.list(["a"], never)).toSorted()).toEqual([
      "a/b/deep.yaml",
      "a/link",
      "a/plain.yaml",
      "a/run.sh",
      "a/sub",
    ])
    expect(await head.list(["a/b", "top.yaml", "nothing", "a/link", "a/sub"], never)).toEqual([
      "a/b/deep.yaml",
    ])
    expect((await head.list([""], never)).toSorted()).toEqual(Object.keys(mixed).toSorted())
  })

  test("a commit is exactly the draft on exactly that head, byte for byte", async () => {
    const { repository, open } = await begin()
    const bytes = Buffer.concat([
      Buffer.from("\ufeffimages: []\r\n# é\r\nno end"),
      Buffer.from([0, 0xff, 0x0d]),
    ])
    const first = repository.commit({ ...mixed, "a/crlf.yaml": "old\r\n" })
    const remote = await open()
    const head = await remote.head(never)
    const draft = draftOf(file("a/crlf.yaml", bytes), file("new/한 글.yaml", "new\n"))
    const result = await remote.commit(head, draft, never)
    expect(result).toEqual({ kind: "acknowledged", commit: repository.head() })
    expect(repository.git("rev-parse", "main^").trim()).toBe(first)
    expect(repository.read("a/crlf.yaml").equals(bytes)).toBe(true)
    const [again] = await (await remote.head(never)).read(["a/crlf.yaml"], never)
    expect(Buffer.from(again!.bytes).equals(bytes)).toBe(true)
    expect(repository.git("log", "-1", "--format=%B", "main").trimEnd()).toBe(
      `${draft.subject}\n\n${draft.body}`,
    )
    const changed = repository.git("diff", "--name-status", "--no-renames", "-z", first, "main")
    expect(changed.split("\0").filter(Boolean)).toEqual(["M", "a/crlf.yaml", "A", "new/한 글.yaml"])
    expect(repository.git("fsck", "--strict", "--no-dangling")).toBe("")
  })

  test("a commit on a head that has passed is not taken, and leaves nothing", async () => {
    const { repository, open } = await begin()
    repository.commit({ "a.yaml": "1" })
    const remote = await open()
    const head = await remote.head(never)
    const other = repository.commit({ "b.yaml": "2" }, { message: "other" })
    const result = await remote.commit(head, draftOf(file("a.yaml", "3")), never)
    expect(result.kind).toBe("unacknowledged")
    expect(repository.head()).toBe(other)
    expect(await textAt(remote, "a.yaml")).toBe("1")
  })

  test("of two commits on one head one is taken", async () => {
    const { repository, open } = await begin()
    repository.commit({ "a.yaml": "0" })
    const writers = await Promise.all(
      [1, 2, 3].map(async (n) => {
        const remote = await open()
        return { n, remote, head: await remote.head(never) }
      }),
    )
    const results = await Promise.all(
      writers.map(({ n, remote, head }) =>
        remote.commit(head, draftOf(file("a.yaml", `${n}`)), never),
      ),
    )
    const taken = results.filter(({ kind }) => kind === "acknowledged")
    expect(taken).toEqual([{ kind: "acknowledged", commit: repository.head() }])
    expect(repository.subjects()).toHaveLength(2)
  })

  test("an executable file stays one, or is not written at all", async () => {
    const { repository, open } = await begin()
    const before = repository.commit(mixed)
    const remote = await open()
    const written = remote.commit(await remote.head(never), draftOf(file("a/run.sh", "#\n")), never)
    if (isApi) {
      expect(await faultOf(written)).toBe("invalid")
      expect(repository.head()).toBe(before)
    } else {
      expect((await written).kind).toBe("acknowledged")
      expect(repository.files()).toContain("100755 a/run.sh")
    }
  })

  test.each(["a/link", "a/sub", "a"])("%s is not written as a file", async (path) => {
    const { repository, open } = await begin()
    const before = repository.commit(mixed)
    const remote = await open()
    const head = await remote.head(never)
    expect(await faultOf(remote.commit(head, draftOf(file(path, "x")), never))).toBe("invalid")
    expect(repository.head()).toBe(before)
  })

  test.each(["a/link/x", "a/sub/x", "top.yaml/x"])(
    "nothing is written through %s",
    async (path) => {
      const { repository, open } = await begin()
      const before = repository.commit(mixed)
      const remote = await open()
      const head = await remote.head(never)
      const result = await remote
        .commit(head, draftOf(file(path, "x")), never)
        .catch((error: unknown) => {
          if (error instanceof RemoteError) return { kind: error.fault }
          throw error
        })
      expect(["invalid", "unacknowledged"]).toContain(result.kind)
      expect(repository.head()).toBe(before)
    },
  )

  test("a file that is too long is refused, not cut", async () => {
    const { repository, open } = await begin()
    repository.commit({ "big.yaml": "x".repeat((1 << 20) + 1), "fits.yaml": "x".repeat(1 << 20) })
    const head = await (await open()).head(never)
    expect(await faultOf(head.read(["big.yaml"], never))).toBe("invalid")
    expect((await head.read(["fits.yaml"], never))[0]!.bytes).toHaveLength(1 << 20)
  })

  test("what lies between two commits: newest first, merges too, nothing where they part", async () => {
    const { repository, open } = await begin()
    const [first] = repository.commits(
      [1, 2, 3].map((n) => ({ message: `m${n}`, files: { n: `${n}` } })),
    )
    repository.git("branch", "side", first!)
    const side = repository.commit({ s: "s" }, { branch: "side", message: "side\n\nbody\n" })
    const tree = repository.git("rev-parse", "main^{tree}").trim()
    const ids = repository.git("rev-list", "main").trim().split("\n")
    const merge = repository
      .git("commit-tree", "-p", ids[0]!, "-p", side, "-m", "merge", tree)
      .trim()
    repository.git("update-ref", "refs/heads/main", merge)
    const remote = await open()
    const between = async (from: string, to: string) =>
      (await remote.between(from, to, never))?.map(({ message }) => message.trim())
    await remote.head(never)
    expect(await between(merge, merge)).toEqual([])
    expect(await between(ids[2]!, ids[0]!)).toEqual(["m3", "m2"])
    expect((await between(first!, merge))!.toSorted()).toEqual([
      "m2",
      "m3",
      "merge",
      "side\n\nbody",
    ])
    expect((await between(ids[0]!, merge))!.toSorted()).toEqual(["merge", "side\n\nbody"])
    expect(await between(merge, ids[0]!)).toBeUndefined()
    expect(await between(side, ids[0]!)).toBeUndefined()
  })

  test("far more commits than a page", async () => {
    const { repository, open } = await begin()
    const ids = repository.commits(
      Array.from({ length: 251 }, (_, n) => ({ message: `m${n}`, files: { n: `${n}` } })),
    )
    const remote = await open()
    await remote.head(never)
    const found = await remote.between(ids[0]!, ids.at(-1)!, never)
    expect(found!.map(({ commit }) => commit)).toEqual(ids.slice(1).toReversed())
  })

  test("a branch that is not there", async () => {
    const { repository, open } = await begin()
    repository.commit({ "a.yaml": "1" })
    const remote = await open({ branch: "mian" })
    expect(await faultOf(remote.head(never))).toBe("missing")
  })

  test("a token that is refused, and one that is renewed", async () => {
    const { repository, open, accept } = await begin()
    repository.commit({ "a.yaml": "1" })
    if (accept === undefined) return expect(name).toBe("git on this machine")
    accept("ghs_new")
    const refused = await open()
    expect(await faultOf(refused.head(never))).toBe("refused")
    let asked = 0
    const token = () => Promise.resolve(asked++ === 0 ? "ghs_good" : "ghs_new")
    const renewed = await open({ token })
    expect((await renewed.head(never)).commit).toBe(repository.head())
    expect(asked).toBe(2)
  })

  test("a token that expires between the look and the push", async () => {
    const { repository, open, accept } = await begin()
    repository.commit({ [kustomization]: branchOf("a").head.files.get(kustomization)! })
    if (accept === undefined) return expect(name).toBe("git on this machine")
    let current = "ghs_good"
    const remote = await open({ token: () => Promise.resolve(current) })
    const result = await write(remote, 1, () => {
      current = "ghs_new"
      accept(current)
    })
    expect(result.commit).toBe(repository.head())
    expect(repository.subjects()).toHaveLength(2)
  })

  test("three runs, one commit", async () => {
    const { repository, open } = await begin()
    repository.commit({ [kustomization]: branchOf("a").head.files.get(kustomization)! })
    const commits: (string | undefined)[] = []
    for (let run = 0; run < 3; run++) commits.push((await write(await open(), 1)).commit)
    expect(commits).toEqual([repository.head(), undefined, undefined])
    expect(repository.subjects()).toEqual(["release(dev): a 000000000000", "change"])
  })

  test.each(["before", "after"] as const)("a push that is cut %s it was done", async (how) => {
    const { repository, open, losePushes } = await begin()
    repository.commit({ [kustomization]: branchOf("a").head.files.get(kustomization)! })
    if (losePushes === undefined) return expect(name).toBe("git on this machine")
    losePushes(how, 2)
    const result = await write(await open(), 1)
    expect(result.commit).toBe(repository.head())
    expect(result.tries === 1).toBe(how === "after")
    expect(repository.subjects()).toHaveLength(2)
    const id = changeId(change([intent("a", 1)]))
    expect(repository.git("log", "-1", "--format=%B", "main")).toContain(`Slipway-Change: ${id}`)
  })

  test("a branch that is rewritten under a write", async () => {
    const { repository, open } = await begin()
    repository.commit({ [kustomization]: branchOf("a").head.files.get(kustomization)! })
    const { code, message } = await failureOf(write(await open(), 1, () => rewrite({ repository })))
    expect(code).toBe("E_HISTORY_REWRITTEN")
    expect(message).toContain("the branch was rewritten while this ran")
    expect(repository.subjects()).toEqual(["rewritten"])
    expect((await write(await open(), 1)).commit).toBe(repository.head())
    expect(repository.subjects()).toEqual(["release(dev): a 000000000000", "rewritten"])
  })
})

function rewrite({ repository }: Pick<Place, "repository">): void {
  const orphan = repository.git("commit-tree", "-m", "rewritten", "main^{tree}").trim()
  repository.git("update-ref", "refs/heads/main", orphan)
}

/** Release build `n` of unit a; `meanwhile` comes once, between the look and the push. */
function write(remote: Remote, n: number, meanwhile: () => void = () => undefined) {
  let first = true
  const check = () => {
    if (first) meanwhile()
    first = false
    return Promise.resolve({ notes: [] })
  }
  const intents = [intent("a", n)]
  return writeChange({
    ...writeOf(branchOf(), intents),
    remote,
    check,
    clock: { ...realClock, random: () => 0 },
  })
}
