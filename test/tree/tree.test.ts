import * as fc from "fast-check"
import picomatch from "picomatch"
import { describe, expect, it } from "vitest"

import { directoriesWith, exists, filesBelow, filesIn } from "../../src/tree/files.ts"
import {
  ancestors,
  isInside,
  isManifest,
  join,
  manifestPatterns,
  relative,
  resolve,
} from "../../src/tree/tree.ts"
import { treeOf } from "../support/tree-of.ts"

const name = fc.string({
  unit: fc.constantFrom("a", "b", "-", ".", "가", " "),
  minLength: 1,
  maxLength: 4,
})
const segment = name.filter((text) => text !== "." && text !== "..")
const dir = fc.array(segment, { maxLength: 4 }).map((parts) => parts.join("/"))

describe("isInside", () => {
  it.each([
    ["services/user", "services/user", true],
    ["services/user/app.py", "services/user", true],
    ["services/user-v2/app.py", "services/user", false],
    ["services/user.py", "services/user", false],
    ["services", "services/user", false],
    ["anything", "", true],
    ["", "", true],
    ["", "a", false],
  ])("%j in %j: %s", (path, outer, expected) => {
    expect(isInside(path, outer)).toBe(expected)
  })
})

describe("resolve", () => {
  it.each([
    ["services/user", "../../libs/common", "libs/common"],
    ["services/user", "./x//y/.", "services/user/x/y"],
    ["services/user", "../..", ""],
    ["", "a", "a"],
    ["services/user", "../../../outside", undefined],
    ["", "..", undefined],
    ["a", "/etc/passwd", undefined],
    ["a", "C:\\x", undefined],
  ])("from %j, %j is %j", (from, written, expected) => {
    expect(resolve(from, written)).toBe(expected)
  })
})

describe("relative", () => {
  it.each([
    ["services/user", "services/user", "."],
    ["services/user", "services/user-v2", "../user-v2"],
    ["", "libs/common", "libs/common"],
    ["a/b", "", "../.."],
  ])("from %j to %j is %j", (from, to, expected) => {
    expect(relative(from, to)).toBe(expected)
  })

  it("is undone by resolve", () => {
    fc.assert(
      fc.property(dir, dir, (from, to) => {
        expect(resolve(from, relative(from, to))).toBe(to)
      }),
    )
  })
})

it("names the directories above, nearest first, the root last", () => {
  expect(ancestors("a/b/c")).toEqual(["a/b", "a", ""])
  expect(ancestors("")).toEqual([])
})

describe("manifests", () => {
  it.each([
    ["requirements.txt", true],
    ["a/requirements-dev.txt", true],
    ["a/dev-requirements.txt", true],
    ["a/test_requirements.txt", true],
    ["a/requirements/test.txt", true],
    ["a/requirements.in", true],
    ["a/requirements/base.in", true],
    ["a/deps/base.txt", true],
    ["a/reqs/base.txt", true],
    ["a/base.txt", false],
    ["a/constraints.txt", true],
    ["a/dev-constraints-3.12.txt", true],
    ["a/my requirements.txt", false],
    ["a/notes.txt", false],
    ["a/package.json", true],
    ["a/package-lock.json", false],
    [".python-version", true],
    ["slipway.yaml", true],
  ])("%s: %s", (path, expected) => {
    expect(isManifest(path)).toBe(expected)
  })

  it("are all among what the patterns for Dagger fetch", () => {
    const fetched = picomatch([...manifestPatterns], { dot: true })
    const paths = [
      "uv.lock",
      "a/b/uv.lock",
      "x/test_requirements.txt",
      "r/requirements/a.txt",
      "r/deps/a.in",
      "r/reqs/a.txt",
      "r/constraints.txt",
      ".nvmrc",
    ]
    for (const path of paths) {
      expect(isManifest(path), path).toBe(true)
      expect(fetched(path), path).toBe(true)
    }
  })
})

describe("the index of a tree", () => {
  const tree = treeOf({}, [
    "a.py",
    "a/x.py",
    "a/b/y.py",
    "a-b/z.py",
    "a0/w.py",
    "한국/서비스/app.py",
  ])

  it("finds what is below a directory and not what only begins like it", () => {
    expect(filesBelow(tree, "a")).toEqual(["a/b/y.py", "a/x.py"])
    expect(filesBelow(tree, "한국")).toEqual(["한국/서비스/app.py"])
    expect(filesBelow(tree, "a.py")).toEqual([])
    expect(filesBelow(tree, "")).toHaveLength(6)
  })

  it("finds the files of one directory", () => {
    expect(filesIn(tree, "a")).toEqual(["a/x.py"])
    expect(filesIn(tree, "")).toEqual(["a.py"])
    expect(filesIn(tree, "none")).toEqual([])
  })

  it("knows files and directories as existing", () => {
    expect(["", "a", "a.py", "a/b", "한국"].every((path) => exists(tree, path))).toBe(true)
    expect(exists(tree, "a/")).toBe(false)
    expect(exists(tree, "b")).toBe(false)
  })

  it("agrees with isInside on any tree", () => {
    fc.assert(
      fc.property(fc.array(dir.filter((path) => path !== "")), dir, (files, below) => {
        const any = treeOf({}, files)
        const expected = any.files.filter((file) => isInside(file, below) && file !== below)
        expect(filesBelow(any, below)).toEqual(expected)
      }),
    )
  })

  it("finds the directories with a manifest, at or below a directory", () => {
    const found = treeOf({}, [
      "p/package.json",
      "p/a/package.json",
      "p-q/package.json",
      "package.json",
    ])
    expect(directoriesWith(found, "package.json", "p")).toEqual(["p/a", "p"])
    expect(directoriesWith(found, "package.json", "")).toHaveLength(4)
  })
})

it("joins to the root without a slash", () => {
  expect(join("", "a")).toBe("a")
  expect(join("a", "b")).toBe("a/b")
})
