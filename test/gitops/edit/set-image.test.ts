import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterEach, beforeEach, expect, test } from "vitest"

import { runCli } from "../../../src/cli.ts"
import { readKustomization } from "../../../src/gitops/edit/kustomization-file.ts"
import { replaceFile } from "../../../src/gitops/edit/replace-file.ts"

let dir: string
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "slipway-set-image-"))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

async function slipway(...args: string[]) {
  let stdout = ""
  let stderr = ""
  const code = await runCli(["set-image", ...args], {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    env: {},
    program: "slipway",
  })
  return { code, stdout, stderr }
}

const before = "\uFEFFimages:\r\n- name: app # ours\r\n  newName: x/z\r\n  newTag: v1\r\n"
const after = "\uFEFFimages:\r\n- name: app # ours\r\n  newName: x/y\r\n  newTag: v2\r\n"

function write(name: string, text: string | Buffer = before): string {
  const file = join(dir, name)
  writeFileSync(file, text)
  return file
}

test("prints the text and says what changed, and writes nothing", async () => {
  const file = write("kustomization.yaml")
  expect(await slipway(file, "app=x/y:v2")).toEqual({
    code: 0,
    stdout: after,
    stderr: `${file}:2: app: newName x/z -> x/y\n${file}:2: app: newTag v1 -> v2\n`,
  })
  expect(readFileSync(file, "utf8")).toBe(before)
})

test("--write replaces the file, keeps its mode, and a second run does not touch it", async () => {
  const file = write("kustomization.yaml")
  chmodSync(file, 0o640)
  const first = await slipway(file, "app=x/y:v2", "--write")
  expect(first).toMatchObject({ code: 0, stdout: "" })
  expect(readFileSync(file, "utf8")).toBe(after)
  expect(statSync(file).mode & 0o777).toBe(0o640)
  expect(readdirSync(dir)).toEqual(["kustomization.yaml"])

  utimesSync(file, 1, 1)
  const { ino } = statSync(file)
  expect(await slipway("--write", file, "app=x/y:v2")).toEqual({
    code: 0,
    stdout: "",
    stderr: `${file}: nothing to change\n`,
  })
  expect(statSync(file)).toMatchObject({ ino, mtimeMs: 1000 })
})

test("removes what the argument does not name, as kustomize does, and says so", async () => {
  const file = write("kustomization.yaml")
  expect(await slipway(file, "app:v2")).toEqual({
    code: 0,
    stdout: "\uFEFFimages:\r\n- name: app # ours\r\n  newTag: v2\r\n",
    stderr: `${file}:2: app: newName x/z removed\n${file}:2: app: newTag v1 -> v2\n`,
  })
})

test.each(["kustomization.yaml", "kustomization.yml", "Kustomization"])(
  "a directory means its %s",
  async (name) => {
    const file = write(name)
    expect(await slipway(dir, "app=x/y:v2", "--write")).toMatchObject({ code: 0 })
    expect(readFileSync(file, "utf8")).toBe(after)
  },
)

test("a directory with none or with two is refused", async () => {
  expect(await slipway(dir, "app:v2")).toMatchObject({
    code: 1,
    stderr: `slipway: ${dir}: expected one of kustomization.yaml, kustomization.yml, Kustomization, received none\nName the file\n`,
  })
  write("kustomization.yaml")
  write("Kustomization")
  expect(await slipway(dir, "app:v2")).toMatchObject({
    code: 1,
    stderr: `slipway: ${dir}: expected one of kustomization.yaml, kustomization.yml, Kustomization, received Kustomization and kustomization.yaml\nRemove one: kustomize refuses a directory with both\n`,
  })
})

test("a symbolic link, a directory of that name, bytes and absence are refused", async () => {
  const file = write("real.yaml")
  symlinkSync(file, join(dir, "link.yaml"))
  write("latin1.yaml", Buffer.from("images:\n- name: app # \xe9\n", "latin1"))
  write("large.yaml", "#".repeat((1 << 20) + 1))
  mkdirSync(join(dir, "sub/kustomization.yaml"), { recursive: true })
  const cases: [string, string][] = [
    ["link.yaml", "a symbolic link\nName the file that it means"],
    ["latin1.yaml", "bytes that are not UTF-8\nConvert the file to UTF-8"],
    ["large.yaml", "1048577 bytes\nAt most 1 MiB is read"],
    ["absent.yaml", "no such file\nName a file that is there, or its directory"],
  ]
  for (const [name, message] of cases)
    expect(await slipway(join(dir, name), "app:v2", "--write")).toEqual({
      code: 1,
      stdout: "",
      stderr: `slipway: ${join(dir, name)}: expected a kustomization, received ${message}\nNothing was written\n`,
    })
  expect(await slipway(join(dir, "sub"), "app:v2")).toMatchObject({ code: 1, stdout: "" })
  expect(readFileSync(file, "utf8")).toBe(before)
})

test("an entry that is missing exits 1 and writes nothing", async () => {
  const file = write("kustomization.yaml")
  const { code, stdout, stderr } = await slipway(file, "apps=x/y:v2", "--write")
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" })
  expect(stderr).toBe(
    `slipway: ${file}:1: expected an entry of images with the name "apps", received 1 entry with other names; did you mean "app"?\nTo add it:\nimages:\n  - name: apps\n    newName: x/y\n    newTag: v2\nNothing was written\n`,
  )
  expect(readFileSync(file, "utf8")).toBe(before)
})

test("one wrong image of two leaves both", async () => {
  const file = write("kustomization.yaml")
  expect(await slipway(file, "app=x/y:v2", "web:v1", "--write")).toMatchObject({ code: 1 })
  expect(readFileSync(file, "utf8")).toBe(before)
})

test("wrong use exits 2", async () => {
  const file = write("kustomization.yaml")
  const cases: [string[], string][] = [
    [[], "set-image needs a file and an image"],
    [[file], "set-image needs a file and an image"],
    [[file, "app"], "expected a new name, tag or digest"],
    [[file, "app:v1", "--wrte"], "set-image has no flag --wrte; did you mean --write?"],
    [[file, "--", "-app:v1"], "expected a name that does not begin with a dash"],
    [[file, "app:v1", "app:v2"], "expected each name once"],
  ]
  for (const [args, message] of cases) {
    const result = await slipway(...args)
    expect(result.code).toBe(2)
    expect(result.stderr).toContain(message)
  }
})

test("a file that changed since it was read is not replaced", () => {
  const file = write("kustomization.yaml")
  const read = readKustomization(file)
  writeFileSync(file, "images: []\n# somebody else\n")
  expect(() => replaceFile(file, after, read)).toThrow("one that somebody changed meanwhile")
  expect(readFileSync(file, "utf8")).toBe("images: []\n# somebody else\n")
  expect(readdirSync(dir)).toEqual(["kustomization.yaml"])
})
