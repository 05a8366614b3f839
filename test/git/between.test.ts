import { describe, expect, it } from "vitest"

import { tempDir } from "../runner/temp.ts"
import { BareRepository } from "../support/bare-repository.ts"
import { never, open, serve } from "./setup.ts"

function chain(repository: BareRepository, length: number, prefix = "c"): string[] {
  return repository.commits(
    Array.from({ length }, (_, index) => ({
      files: { a: `${prefix}${index}` },
      message: `${prefix}${index}\n`,
    })),
  )
}

describe("between", () => {
  it("gives the commits after one, newest first, with the exact bytes of their messages", async () => {
    const { repository, url } = await serve()
    const first = repository.commit({ a: "0" })
    const message = "fix: ünï\r\n\r\n  body\n\nChange-Id: 1\n\n\n"
    const second = repository.commit({ a: "1" }, { message })
    const third = repository.commit({ a: "2" }, { message: "no line end" })
    const remote = await open({ url })
    await remote.head(never)
    expect(await remote.between(first, third, never)).toEqual([
      { commit: third, message: "no line end" },
      { commit: second, message },
    ])
    expect(await remote.between(second, second, never)).toEqual([])
    expect(await remote.between(third, first, never)).toBeUndefined()
  })

  it("reads commits, not files, and only as many as it has to", async () => {
    const { repository, server, url } = await serve()
    const commits = chain(repository, 100)
    const remote = await open({ url })
    await remote.head(never)
    server.reset()
    expect((await remote.between(commits.at(-11)!, commits.at(-1)!, never))!.length).toBe(10)
    expect(server.requests.filter(({ isWork }) => isWork).length).toBe(1)
    // 64 commits of about 150 bytes that do not compress well.
    expect(server.bytesOut).toBeLessThan(12_000)
    const all = await remote.between(commits[0]!, commits.at(-1)!, never)
    expect(all!.map(({ message }) => message)).toEqual(
      Array.from({ length: 99 }, (_, index) => `c${99 - index}\n`),
    )
  })

  it("knows that a branch was rewritten", async () => {
    const { repository, url } = await serve()
    const before = chain(repository, 3)
    const remote = await open({ url })
    expect((await remote.head(never)).commit).toBe(before[2])
    repository.git("update-ref", "refs/heads/main", before[0]!)
    const after = chain(repository, 2, "other")
    const head = await remote.head(never)
    expect(head.commit).toBe(after[1])
    expect(await remote.between(before[2]!, head.commit, never)).toBeUndefined()
    expect(await remote.between("1".repeat(40), head.commit, never)).toBeUndefined()
  })

  it("leaves out what was merged before, also where that is far back", async () => {
    const repository = BareRepository.create(`${tempDir()}/r.git`)
    const root = repository.commit({ a: "0" })
    repository.git("branch", "side", root)
    const side = repository.commit({ b: "1" }, { branch: "side", message: "side\n" })
    merge(repository, side, "first merge\n")
    chain(repository, 80)
    const from = repository.head()
    // The next merge reaches the old side commit by a short way.
    const next = repository.commit({ b: "2" }, { branch: "side", message: "side 2\n" })
    const to = merge(repository, next, "second merge\n")
    const remote = await open({ url: repository.dir })
    await remote.head(never)
    const commits = await remote.between(from, to, never)
    expect(commits!.map(({ message }) => message)).toEqual(["second merge\n", "side 2\n"])
  })
})

function merge(repository: BareRepository, other: string, message: string): string {
  const main = repository.head()
  const commit = repository
    .git("commit-tree", "-p", main, "-p", other, "-m", message.trim(), `${main}^{tree}`)
    .trim()
  repository.git("update-ref", "refs/heads/main", commit)
  return commit
}
