import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { afterEach, beforeEach, describe, expect, it } from "vitest"

import { makeTree, readHostTree } from "../../src/tree/host-tree.ts"
import { errorOf } from "../support/error-of.ts"

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "slipway-test-"))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})

function write(path: string, text = ""): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function link(path: string, target: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  symlinkSync(target, join(root, path))
}

describe("readHostTree", () => {
  it("lists files sorted, with spaces and Korean letters, and reads manifests alone", () => {
    write("서비스/결제 서비스/pyproject.toml", '[project]\nname = "결제"\n')
    write("서비스/결제 서비스/app.py", "secret")
    write("b.txt")
    const tree = readHostTree(root)
    expect(tree.files).toEqual([
      "b.txt",
      "서비스/결제 서비스/app.py",
      "서비스/결제 서비스/pyproject.toml",
    ])
    expect(tree.read("서비스/결제 서비스/pyproject.toml")).toBe('[project]\nname = "결제"\n')
    expect(tree.read("서비스/결제 서비스/app.py")).toBeUndefined()
    expect(tree.read("none/pyproject.toml")).toBeUndefined()
  })

  it("leaves out what no unit needs, at any depth, and .github only at the root", () => {
    for (const dir of [".git", "node_modules", ".venv", "__pycache__", ".mypy_cache", ".slipway"]) {
      write(`${dir}/x`)
      write(`a/b/${dir}/x`)
    }
    write(".github/workflows/ci.yml")
    write("a/.github/x")
    write("a/.git-notes")
    expect(readHostTree(root).files).toEqual(["a/.git-notes", "a/.github/x"])
  })

  it("leaves out virtual environments of any name, and says where they are", () => {
    write("a/my env/pyvenv.cfg")
    write("a/my env/lib/x.py")
    write("a/my env/pyproject.toml")
    link("a/my env/bin/python3", "/usr/bin/python3")
    write("a/venv/__init__.py")
    write("pyvenv.cfg")
    const tree = readHostTree(root)
    expect(tree.files).toEqual(["a/venv/__init__.py", "pyvenv.cfg"])
    expect([...tree.links]).toEqual([])
    expect(tree.environments).toEqual(["a/my env"])
  })

  it("leaves out the .git file of a worktree or submodule", () => {
    write("sub/.git", "gitdir: ../.git/modules/sub")
    write("sub/a")
    expect(readHostTree(root).files).toEqual(["sub/a"])
  })

  it("records links as written and does not follow them", () => {
    write("libs/common/pyproject.toml")
    link("services/a/common", "../../libs/common")
    link("services/a/gone", "nowhere")
    const tree = readHostTree(root)
    expect([...tree.links]).toEqual([
      ["services/a/common", "../../libs/common"],
      ["services/a/gone", "nowhere"],
    ])
    expect(tree.files).toContain("services/a/common")
    expect(tree.files).not.toContain("services/a/common/pyproject.toml")
  })

  it("reads a manifest through a link inside the repository", () => {
    write("shared/ruff.toml", "[format]\n")
    link("services/a/ruff.toml", "../../shared/ruff.toml")
    expect(readHostTree(root).read("services/a/ruff.toml")).toBe("[format]\n")
  })

  it.each([
    ["nowhere", "nowhere"],
    ["itself", "pyproject.toml"],
    ["a directory", "."],
    ["a file of the machine", "/etc/hostname"],
    ["a file beside the repository", "../../outside.toml"],
  ])("gives no text for a manifest that links to %s", (_, target) => {
    link("a/pyproject.toml", target)
    const tree = readHostTree(root)
    expect(tree.has("a/pyproject.toml")).toBe(true)
    expect(tree.read("a/pyproject.toml")).toBeUndefined()
  })

  it("refuses a manifest that cannot be one", () => {
    write("a/uv.lock", "x".repeat((32 << 20) + 1))
    expect(errorOf(() => readHostTree(root).read("a/uv.lock"))).toEqual({
      code: "E_SOURCE",
      message: "a/uv.lock has 33554433 bytes; a manifest has at most 33554432",
    })
  })

  it("says which source is not there, or is no directory", () => {
    write("file")
    const file = join(root, "file")
    const none = join(root, "none")
    expect(errorOf(() => readHostTree(file))).toEqual({
      code: "E_SOURCE",
      message: `${file} is not a directory`,
    })
    expect(errorOf(() => readHostTree(none))).toEqual({
      code: "E_SOURCE",
      message: `cannot read the source ${none}: ENOENT: no such file or directory, stat '${none}'`,
    })
  })

  // Root reads everything.
  it.skipIf(process.getuid?.() === 0)("says what cannot be read", () => {
    write("locked/a")
    chmodSync(join(root, "locked"), 0)
    const { code, message } = errorOf(() => readHostTree(root))
    chmodSync(join(root, "locked"), 0o700)
    expect(code).toBe("E_SOURCE")
    expect(message).toContain("EACCES")
  })

  it("takes a source that is itself a link to a directory", () => {
    write("real/a")
    link("alias", "real")
    expect(readHostTree(join(root, "alias")).files).toEqual(["a"])
  })
})

describe("makeTree", () => {
  it("leaves out what lies in a virtual environment, links too", () => {
    const files = ["a/v/pyvenv.cfg", "a/v/lib/x.py", "a/v2/x.py"]
    const tree = makeTree(files, new Map([["a/v/bin/python", "/usr/bin/python"]]), () => undefined)
    expect([tree.files, [...tree.links], tree.environments]).toEqual([["a/v2/x.py"], [], ["a/v"]])
  })

  it("reads each manifest once, without the byte order mark of Windows editors", () => {
    let reads = 0
    const tree = makeTree(["package.json"], new Map(), () => {
      reads++
      return '\uFEFF{"name":"a"}'
    })
    expect([tree.read("package.json"), tree.read("package.json")]).toEqual([
      '{"name":"a"}',
      '{"name":"a"}',
    ])
    expect(reads).toBe(1)
  })
})
