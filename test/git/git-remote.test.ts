import { rmSync, writeFileSync } from "node:fs"

import { describe, expect, it } from "vitest"

import { tempDir } from "../runner/temp.ts"
import { BareRepository } from "../support/bare-repository.ts"
import { bytes, faultOf, never, open, serve, text, textAt } from "./setup.ts"

const draft = (files: Readonly<Record<string, string | Uint8Array>>, subject = "set a tag") => ({
  files: Object.entries(files).map(([path, value]) => ({
    path,
    bytes: typeof value === "string" ? bytes(value) : value,
  })),
  subject,
  body: "Change-Id: abc",
})

function countObjects(repository: BareRepository): number {
  return Number.parseInt(repository.git("count-objects"), 10)
}

describe("reading", () => {
  it("gives the exact head and the files of one commit, in the order asked for", async () => {
    const { repository, url } = await serve()
    const commit = repository.commit({
      "overlays/dev/kustomization.yaml": "kind: Kustomization\r\n",
      "overlays/dev/bin": Buffer.from([0, 1, 0xff, 0x0d, 0x0a]),
      "run.sh": { mode: "100755", bytes: "#!/bin/sh\n" },
      link: { mode: "120000", target: "overlays" },
      sub: { mode: "160000", commit: "1".repeat(40) },
    })
    const remote = await open({ url })
    const head = await remote.head(never)
    expect(head.commit).toBe(commit)
    const paths = [
      "run.sh",
      "overlays/dev/bin",
      "nothing/here",
      "overlays/dev/kustomization.yaml",
      "link",
      "link/dev/kustomization.yaml",
      "sub",
      "sub/a",
      "overlays",
      "run.sh/a",
    ]
    const files = await head.read(paths, never)
    expect(files.map((file) => file && [file.path, file.mode, [...file.bytes].length])).toEqual([
      ["run.sh", "100755", 10],
      ["overlays/dev/bin", "100644", 5],
      undefined,
      ["overlays/dev/kustomization.yaml", "100644", 21],
      ["link", "120000", 0],
      undefined,
      ["sub", "160000", 0],
      undefined,
      ["overlays", "040000", 0],
      undefined,
    ])
    expect([...files[1]!.bytes]).toEqual([0, 1, 0xff, 0x0d, 0x0a])
    expect(text(files[3]!)).toBe("kind: Kustomization\r\n")
  })

  it("costs what is touched: a round trip for each level, not for each file", async () => {
    const { repository, server, url } = await serve()
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `apps/s${index}/overlays/dev/k.yaml`,
        `${index}: ${"x".repeat(100)}${Math.random()}\n`,
      ]),
    )
    repository.commit(files)
    const remote = await open({ url })
    const head = await remote.head(never)
    expect(server.requests.length).toBe(3)
    expect(server.bytesOut).toBeLessThan(1_000)
    server.reset()
    const paths = Array.from({ length: 20 }, (_, index) => `apps/s${index}/overlays/dev/k.yaml`)
    const read = await head.read(paths, never)
    expect(read.map((file) => text(file!))).toEqual(paths.map((path) => files[path]))
    // The root, three levels of directories below `apps`, `apps` itself, and the files.
    expect(server.requests.filter((request) => request.isWork).length).toBe(6)
    expect(server.bytesOut).toBeLessThan(30_000)
    server.reset()
    await head.read(paths, never)
    expect(server.requests.length).toBe(0)
  })

  it("gets the changed files with the head when it has moved", async () => {
    const { repository, server, url } = await serve()
    repository.commit({ "overlays/dev/k.yaml": "a\n", "charts/x/y/z.yaml": "b\n" })
    const remote = await open({ url })
    expect(await textAt(await remote.head(never), "overlays/dev/k.yaml")).toBe("a\n")
    const next = repository.commit({ "overlays/dev/k.yaml": "c\n", "charts/x/y/z.yaml": "d\n" })
    server.reset()
    const head = await remote.head(never)
    expect(head.commit).toBe(next)
    expect(await textAt(head, "overlays/dev/k.yaml")).toBe("c\n")
    expect(server.requests.filter((request) => request.isWork).length).toBe(2)
    expect(await textAt(head, "charts/x/y/z.yaml")).toBe("d\n")
  })

  it("refuses a file that is longer than allowed, instead of half of it", async () => {
    const { repository, url } = await serve()
    repository.commit({ "big.yaml": "x".repeat(1001) })
    const remote = await open({ url, maxBytes: 1000 })
    const error = await faultOf((await remote.head(never)).read(["big.yaml"], never))
    expect([error.fault, error.message]).toEqual([
      "invalid",
      `${url} (branch main): big.yaml has 1001 bytes; at most 1000 are read`,
    ])
  })

  it.each(["../a", "/a", "a//b", "a/", "", ".git/config", "a/.GIT/x", "a/./b", "a\nb", "git~1/x"])(
    "refuses the path %j",
    async (path) => {
      const repository = BareRepository.create(`${tempDir()}/r.git`)
      repository.commit({ a: "a" })
      const head = await (await open({ url: repository.dir })).head(never)
      await expect(head.read([path], never)).rejects.toMatchObject({ code: "E_GIT_PATH" })
    },
  )
})

describe("committing", () => {
  it("puts one commit on the head and changes nothing else", async () => {
    const { repository, url } = await serve()
    const before = repository.commit({
      "apps/a/k.yaml": "a: 1\r\n",
      "apps/run.sh": { mode: "100755", bytes: "#!/bin/sh\n" },
      "apps/link": { mode: "120000", target: "a" },
      "apps/sub": { mode: "160000", commit: "1".repeat(40) },
      "other/b": "b",
    })
    const remote = await open({ url })
    const head = await remote.head(never)
    const binary = Buffer.from([0xff, 0xfe, 0, 0x0d, 0x0a, 0x80])
    const result = await remote.commit(
      head,
      draft({
        "apps/a/k.yaml": "a: 2\r\n",
        "apps/run.sh": binary,
        "apps/new/deep/.slipway.yaml": "x\n",
      }),
      never,
    )
    expect(result).toEqual({ kind: "acknowledged", commit: repository.head() })
    expect(repository.git("log", "-1", "--format=%P|%an|%ae|%cn|%ce|%B").trim()).toBe(
      `${before}|Slipway|slipway@example.com|Slipway|slipway@example.com|set a tag\n\nChange-Id: abc`,
    )
    expect(repository.git("diff", "--name-only", before, "main").trim().split("\n")).toEqual([
      "apps/a/k.yaml",
      "apps/new/deep/.slipway.yaml",
      "apps/run.sh",
    ])
    expect(repository.files()).toEqual([
      "100644 apps/a/k.yaml",
      "120000 apps/link",
      "100644 apps/new/deep/.slipway.yaml",
      "100755 apps/run.sh",
      "160000 apps/sub",
      "100644 other/b",
    ])
    expect(repository.read("apps/run.sh").equals(binary)).toBe(true)
    expect(repository.read("apps/a/k.yaml").toString()).toBe("a: 2\r\n")
    repository.git("fsck", "--strict")
  })

  it("sends only what is new, and asks for nothing more", async () => {
    const { repository, server, url } = await serve()
    repository.commit({ "a/b/k.yaml": "1", "c/d": "2", "a/e/f": "3" })
    const remote = await open({ url })
    const head = await remote.head(never)
    await head.read(["a/b/k.yaml"], never)
    server.reset()
    const before = countObjects(repository)
    expect((await remote.commit(head, draft({ "a/b/k.yaml": "9" }), never)).kind).toBe(
      "acknowledged",
    )
    expect(server.requests.map(({ service, method }) => `${method} ${service}`)).toEqual([
      "GET git-receive-pack",
      "POST git-receive-pack",
    ])
    // The commit, three directories and the file.
    expect(countObjects(repository) - before).toBe(5)
    const next = await remote.head(never)
    expect(next.commit).toBe(repository.head())
    expect(await textAt(next, "a/b/k.yaml")).toBe("9")
    expect(await textAt(next, "a/e/f")).toBe("3")
  })

  it.each([
    [
      "link/k.yaml",
      "link/k.yaml cannot be written: link is a symbolic link, and a commit through it would change something else",
    ],
    [
      "sub/k.yaml",
      "sub/k.yaml cannot be written: sub is a submodule, and a commit through it would change something else",
    ],
    [
      "file/k.yaml",
      "file/k.yaml cannot be written: file is a file, and a commit through it would change something else",
    ],
    ["link", "link is a symbolic link and cannot be written as a file"],
    ["sub", "sub is a submodule and cannot be written as a file"],
    ["dir", "dir is a directory and cannot be written as a file"],
  ])("refuses to write %s", async (path, message) => {
    const repository = BareRepository.create(`${tempDir()}/r.git`)
    const before = repository.commit({
      "dir/a": "a",
      file: "f",
      link: { mode: "120000", target: "dir" },
      sub: { mode: "160000", commit: "1".repeat(40) },
    })
    const remote = await open({ url: repository.dir })
    const error = await faultOf(
      remote.commit(await remote.head(never), draft({ [path]: "x" }), never),
    )
    expect([error.fault, error.message]).toEqual(["invalid", `${remote.name}: ${message}`])
    expect(repository.head()).toBe(before)
  })

  it("never makes an empty commit, nor one of a path twice", async () => {
    const repository = BareRepository.create(`${tempDir()}/r.git`)
    const before = repository.commit({ a: "a" })
    const remote = await open({ url: repository.dir })
    const head = await remote.head(never)
    await expect(remote.commit(head, draft({ a: "a" }), never)).rejects.toThrow(
      `the commit would change nothing on ${before}`,
    )
    await expect(remote.commit(head, draft({ b: "1", "b/c": "2" }), never)).rejects.toThrow(
      "b/c is in one commit twice, or as a file and as a directory",
    )
    await expect(remote.commit(head, draft({ a: "b" }, "two\nlines"), never)).rejects.toThrow(
      "a commit needs a subject of one line",
    )
    expect(repository.head()).toBe(before)
  })
})

describe("a push that the remote does not take", () => {
  it("loses the race, sees the new head, and lands on it", async () => {
    const { repository, url } = await serve()
    repository.commit({ "a/k.yaml": "1", "b/k.yaml": "1" })
    const [one, two] = [await open({ url }), await open({ url })]
    const [headOne, headTwo] = [await one.head(never), await two.head(never)]
    expect((await one.commit(headOne, draft({ "a/k.yaml": "2" }), never)).kind).toBe("acknowledged")
    const lost = await two.commit(headTwo, draft({ "b/k.yaml": "2" }), never)
    expect(lost.kind).toBe("unacknowledged")
    const again = await two.head(never)
    expect(again.commit).toBe(repository.head())
    expect(await textAt(again, "a/k.yaml")).toBe("2")
    expect((await two.commit(again, draft({ "b/k.yaml": "2" }), never)).kind).toBe("acknowledged")
    expect(repository.subjects()).toEqual(["set a tag", "set a tag", "change"])
    expect(repository.read("b/k.yaml").toString()).toBe("2")
  })

  it("never brings back what was rewound, although that would be a fast-forward", async () => {
    const { repository, url } = await serve()
    const first = repository.commit({ a: "1" })
    repository.commit({ a: "2" })
    const remote = await open({ url })
    const head = await remote.head(never)
    // Now all is here that a plain push would need, and that the one is the parent of the other.
    expect(await textAt(head, "a")).toBe("2")
    expect((await remote.between(first, head.commit, never))!.length).toBe(1)
    repository.git("update-ref", "refs/heads/main", first)
    expect((await remote.commit(head, draft({ b: "x" }), never)).kind).toBe("unacknowledged")
    expect(repository.head()).toBe(first)
    expect(await remote.between(head.commit, first, never)).toBeUndefined()
    expect((await remote.head(never)).commit).toBe(first)
  })

  it("shows the lines of the hook that refuses, and no more than twenty", async () => {
    const { repository, url } = await serve()
    const before = repository.commit({ a: "1" })
    const remote = await open({ url })
    const head = await remote.head(never)
    repository.hook(
      "pre-receive",
      `echo "GH013: rule violations"; printf '\\033[31mask\\033[0m the owner\\n'; exit 1`,
    )
    expect(await remote.commit(head, draft({ a: "2" }), never)).toEqual({
      kind: "unacknowledged",
      detail: "GH013: rule violations\nask the owner",
    })
    repository.hook("pre-receive", `for i in $(seq 30); do echo "line $i"; done; exit 1`)
    const result = await remote.commit(head, draft({ a: "2" }), never)
    expect(result.kind === "unacknowledged" && result.detail.split("\n")).toEqual(
      Array.from({ length: 20 }, (_, index) => `line ${index + 11}`),
    )
    expect(repository.head()).toBe(before)
  })

  it("says what a stuck lock says", async () => {
    const repository = BareRepository.create(`${tempDir()}/r.git`)
    repository.commit({ a: "1" })
    const remote = await open({ url: repository.dir })
    const head = await remote.head(never)
    writeFileSync(`${repository.dir}/refs/heads/main.lock`, "")
    const result = await remote.commit(head, draft({ a: "2" }), never)
    expect(result.kind).toBe("unacknowledged")
    expect(result.kind === "unacknowledged" && result.detail).toContain("main.lock")
    rmSync(`${repository.dir}/refs/heads/main.lock`)
    expect((await remote.commit(head, draft({ a: "2" }), never)).kind).toBe("acknowledged")
  })

  it.each(["cut-before", "cut-after"] as const)(
    "knows nothing when the answer is lost: %s",
    async (kind) => {
      const { repository, server, url } = await serve()
      const before = repository.commit({ a: "1" })
      const remote = await open({ url })
      const head = await remote.head(never)
      server.onRequest = ({ service, isWork }) =>
        isWork && service === "git-receive-pack" ? { kind } : undefined
      expect((await remote.commit(head, draft({ a: "2" }), never)).kind).toBe("unacknowledged")
      server.onRequest = undefined
      const now = await remote.head(never)
      expect(await textAt(now, "a")).toBe(kind === "cut-after" ? "2" : "1")
      const since = await remote.between(before, now.commit, never)
      expect(since?.map(({ message }) => message)).toEqual(
        kind === "cut-after" ? ["set a tag\n\nChange-Id: abc\n"] : [],
      )
    },
  )
})
