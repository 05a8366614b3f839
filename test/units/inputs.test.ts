import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

import { isInside } from "../../src/tree/tree.ts"
import { filesAbove, inputs, linksOut } from "../../src/units/inputs.ts"
import { treeOf } from "../support/tree-of.ts"

describe("inputs", () => {
  it("are sorted, once each, without what another one brings", () => {
    expect(inputs(["b", "a/x", "a-b", "a", "b", "a/y/z"])).toEqual([
      { path: "a" },
      { path: "a-b" },
      { path: "b" },
    ])
    expect(inputs(["a", ""])).toEqual([{ path: "" }])
  })

  it("leave out excluded directories that lie below them", () => {
    expect(inputs(["a", "b"], ["b/y", "a/x", "b/x", "c", "b"])).toEqual([
      { path: "a", exclude: ["a/x"] },
      { path: "b", exclude: ["b/x", "b/y"] },
    ])
  })

  it("cover exactly the union of the paths without the excluded, and never hold one another", () => {
    const path = fc
      .array(fc.constantFrom("a", "b", "a-b", "a0", "가"), { maxLength: 3 })
      .map((parts) => parts.join("/"))
    fc.assert(
      fc.property(
        fc.array(path, { maxLength: 6 }),
        fc.array(path, { maxLength: 4 }),
        path,
        (paths, exclude, file) => {
          const made = inputs(paths, exclude)
          for (const a of made)
            expect(made.filter((b) => b !== a && isInside(a.path, b.path))).toEqual([])
          const covered = made.some(
            (each) =>
              isInside(file, each.path) && !each.exclude?.some((out) => isInside(file, out)),
          )
          const outermost = paths.filter((a) => !paths.some((b) => a !== b && isInside(a, b)))
          const expected = outermost.some(
            (outer) =>
              isInside(file, outer) &&
              !exclude.some((out) => out !== outer && isInside(out, outer) && isInside(file, out)),
          )
          expect(covered).toBe(expected)
        },
      ),
    )
  })
})

describe("filesAbove", () => {
  it("finds what tools look up from below, nearest first, and nothing beside or below", () => {
    const names = [
      "ruff.toml",
      "a/conftest.py",
      "a/other.py",
      "a/b/ruff.toml",
      "c/ruff.toml",
      "tsconfig.json",
    ]
    expect(filesAbove(treeOf({}, names), "a/b", "python")).toEqual(["a/conftest.py", "ruff.toml"])
    expect(filesAbove(treeOf({}, names), "a/b", "node")).toEqual(["tsconfig.json"])
  })
})

describe("linksOut", () => {
  const tree = treeOf({}, ["libs/x/a.py", "svc/b.py"], {
    "svc/x": "../libs/x",
    "svc/inside": "./b.py",
    "svc/gone": "../nowhere",
    "svc/abs": "/etc/hosts",
    "svc/up": "../../up",
    "svc-v2/x": "/other",
  })

  it("tells targets in the repository from those out of it, and forgets those that are nowhere", () => {
    expect(linksOut(tree, "svc")).toEqual({
      targets: ["libs/x"],
      escaping: ["svc/abs -> /etc/hosts", "svc/up -> ../../up"],
    })
  })

  it("does not look into what is left out", () => {
    expect(linksOut(tree, "svc", ["svc/abs", "svc/up"]).escaping).toEqual([])
  })
})
