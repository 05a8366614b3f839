import { execFileSync } from "node:child_process"
import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, statSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"

import { describe, expect, onTestFinished, test } from "vitest"

import { copyInputs } from "../../src/runner/host/copy-inputs.ts"
import type { Input } from "../../src/runner/task.ts"
import { program, repo, tempDir, write } from "./temp.ts"

const never = new AbortController().signal

function copy(from: string, to: string, ...inputs: (string | Input)[]): Promise<string[]> {
  return copyInputs(
    from,
    to,
    inputs.map((input) => (typeof input === "string" ? { path: input } : input)),
    never,
  )
}

function paths(dir: string): string[] {
  return execFileSync("find", [".", "!", "-type", "d", "-printf", "%P\\n"], { cwd: dir })
    .toString()
    .split("\n")
    .filter(Boolean)
    .sort()
}

test("files come with their text and their executable bit", async () => {
  const from = repo({ "a/run.sh": program("#!/bin/sh\n"), "a/x.txt": "x", "b/y.txt": "y" })
  const to = tempDir()
  expect(await copy(from, to, "a")).toEqual([])
  expect(paths(to)).toEqual(["a/run.sh", "a/x.txt"])
  expect(statSync(join(to, "a/run.sh")).mode & 0o777).toBe(0o755)
  expect(readFileSync(join(to, "a/x.txt"), "utf8")).toBe("x")
})

test("a read-only file can be written in the copy", async () => {
  const from = repo({ "a/lock": { text: "x", mode: 0o444 } })
  const to = tempDir()
  await copy(from, to, "a")
  expect(statSync(join(to, "a/lock")).mode & 0o777).toBe(0o644)
})

test("names may hold blanks, Korean letters, percent signs, quotes, line ends and leading dots", async () => {
  const names = [" a b", "\ud55c\uae00", "100%20", "'\"", "line\nend", ".hidden", "..dots", "-rf"]
  const from = repo(Object.fromEntries(names.map((name) => [`u/${name}/${name}.txt`, name])))
  const to = tempDir()
  await copy(from, to, "u")
  for (const name of names)
    expect(readFileSync(join(to, "u", name, `${name}.txt`), "utf8")).toBe(name)
})

test("what is not there is left out", async () => {
  const to = tempDir()
  expect(await copy(repo({ a: "" }), to, "b", "a/b")).toEqual([])
  expect(paths(to)).toEqual([])
})

test("ignored and excluded directories are left out, also when they are named", async () => {
  const from = repo({
    "a/keep.txt": "",
    "a/dist/out.js": "",
    "a/node_modules/x/index.js": "",
    "a/.venv/bin/python": "",
    "a/__pycache__/x.pyc": "",
    ".github/scripts/x.sh": "",
    "a/.github/kept.yml": "",
  })
  const to = tempDir()
  await copy(from, to, { path: "a", exclude: ["a/dist"] }, ".github/scripts", "a/node_modules/x")
  expect(paths(to)).toEqual(["a/.github/kept.yml", "a/keep.txt"])
})

test("sockets, pipes and devices are left out", async () => {
  const from = repo({ "a/x": "" })
  execFileSync("mkfifo", [join(from, "a/pipe")])
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(join(from, "a/socket"), resolve))
  onTestFinished(() => void server.close())
  const to = tempDir()
  await copy(from, to, "a")
  expect(paths(to)).toEqual(["a/x"])
})

describe("links", () => {
  test("inside the repository stay links, also dangling ones", async () => {
    const from = repo({
      "a/in": { link: "x.txt" },
      "a/out": { link: "../b" },
      "a/dangling": { link: "nothing" },
      "a/x.txt": "",
      "b/y.txt": "y",
    })
    const to = tempDir()
    expect(await copy(from, to, "a", "b")).toEqual([])
    expect(readlinkSync(join(to, "a/in"))).toBe("x.txt")
    expect(readlinkSync(join(to, "a/dangling"))).toBe("nothing")
    expect(readFileSync(join(to, "a/out/y.txt"), "utf8")).toBe("y")
  })

  test("that leave it are not copied, for a step could write through them", async () => {
    const from = repo({
      "a/absolute": { link: "/etc/hostname" },
      "a/up": { link: "../../x" },
      "a/inside": { link: "./b/../c" },
      "a/c": "",
    })
    const to = tempDir()
    expect((await copy(from, to, "a")).sort()).toEqual([
      "a/absolute -> /etc/hostname",
      "a/up -> ../../x",
    ])
    expect(paths(to)).toEqual(["a/c", "a/inside"])
  })

  test("a loop is a link like any other", async () => {
    const from = repo({ "a/loop": { link: "loop" }, "a/self": { link: "." } })
    const to = tempDir()
    await copy(from, to, "a")
    expect(paths(to)).toEqual(["a/loop", "a/self"])
  })
})

describe("onto a copy in which commands have worked", () => {
  test("a directory replaces a file, and a file a directory", async () => {
    const from = repo({ "a/dir/x": "x", "a/file": "f" })
    const to = repo({ "a/dir": "", "a/file/y": "" })
    await copy(from, to, "a")
    expect(paths(to)).toEqual(["a/dir/x", "a/file"])
  })

  test("a changed file is as in the repository again", async () => {
    const from = repo({ "a/lock": "old" })
    const to = repo({ "a/lock": { text: "newer and longer", mode: 0o400 } })
    await copy(from, to, "a")
    expect(readFileSync(join(to, "a/lock"), "utf8")).toBe("old")
  })

  test("nothing is written through a link that stands there", async () => {
    const elsewhere = repo({ file: "mine", "dir/x": "mine" })
    const from = repo({ "a/file": "copied", "a/dir/x": "copied" })
    const to = repo({
      "a/file": { link: join(elsewhere, "file") },
      "a/dir": { link: join(elsewhere, "dir") },
    })
    await copy(from, to, "a")
    expect(readFileSync(join(elsewhere, "file"), "utf8")).toBe("mine")
    expect(readFileSync(join(elsewhere, "dir/x"), "utf8")).toBe("mine")
    expect(readFileSync(join(to, "a/dir/x"), "utf8")).toBe("copied")
    expect(lstatSync(join(to, "a/file")).isFile()).toBe(true)
  })

  test("what only the copy has stays", async () => {
    const to = repo({ "a/node_modules/x.js": "" })
    await copy(repo({ "a/x": "" }), to, "a")
    expect(paths(to)).toEqual(["a/node_modules/x.js", "a/x"])
  })
})

test("cancelled, it ends with the next file", async () => {
  const from = repo({ "a/1": "", "a/2": "" })
  const to = tempDir()
  await expect(copyInputs(from, to, [{ path: "a" }], AbortSignal.abort())).rejects.toThrow(
    "This operation was aborted",
  )
  expect(existsSync(join(to, "a"))).toBe(false)
})

test("the repository is only read", async () => {
  const from = write(tempDir(), { "a/x": { text: "x", mode: 0o444 } })
  mkdirSync(join(from, "a/empty"), { mode: 0o555 })
  const before = execFileSync("find", [".", "-printf", "%P %m %T@ %C@ %s\\n"], { cwd: from })
  await copy(from, tempDir(), "")
  expect(execFileSync("find", [".", "-printf", "%P %m %T@ %C@ %s\\n"], { cwd: from })).toEqual(
    before,
  )
})
