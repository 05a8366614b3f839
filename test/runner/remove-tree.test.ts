import { execFileSync, spawn } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, onTestFinished, test } from "vitest"

import { removeTree } from "../../src/runner/host/remove-tree.ts"
import { canMount, mountTmpfs } from "./mounts.ts"
import { repo, tempDir } from "./temp.ts"

describe("what a step may leave is removed", () => {
  test("files, links and directories, and nothing that a link points to", async () => {
    const elsewhere = repo({ "precious/file": "mine" })
    const dir = repo({
      "x/a/b/c": "",
      "x/a/link": { link: join(elsewhere, "precious") },
      "x/dangling": { link: "nowhere" },
      y: "",
    })
    await removeTree(join(dir, "x"))
    expect(readdirSync(dir)).toEqual(["y"])
    expect(readFileSync(join(elsewhere, "precious/file"), "utf8")).toBe("mine")
  })

  test("a file, a link, and nothing at all", async () => {
    const dir = repo({ file: "", kept: "", link: { link: "kept" } })
    for (const name of ["file", "link", "none", "none/below"]) await removeTree(join(dir, name))
    expect(readdirSync(dir)).toEqual(["kept"])
  })

  test.runIf(process.getuid?.() === 0)("read-only directories, by who is not root", () => {
    const dir = tempDir()
    chmodSync(dir, 0o777)
    const file = join(import.meta.dirname, "../../src/runner/host/remove-tree.ts")
    const code = execFileSync(
      process.execPath,
      [
        join(import.meta.dirname, "../../node_modules/esbuild/bin/esbuild"),
        "--format=esm",
        "--loader=ts",
      ],
      { input: readFileSync(file) },
    ).toString()
    const made = `
      import { mkdirSync, writeFileSync, chmodSync } from "node:fs"
      mkdirSync("ro/inner", { recursive: true })
      writeFileSync("ro/inner/x", "")
      chmodSync("ro/inner", 0o500)
      chmodSync("ro", 0o100)
      await removeTree(process.cwd() + "/ro")`
    execFileSync(process.execPath, ["--input-type=module", "-e", code + made], {
      cwd: dir,
      uid: 65_534,
      gid: 65_534,
    })
    expect(readdirSync(dir)).toEqual([])
  })
})

describe.runIf(canMount())("what is mounted below", () => {
  test("is said at once, stays as it is, and all around it is removed", async () => {
    const dir = repo({ "x/a/b/file": "", "x/c/file": "" })
    const place = join(dir, "x/a/b/c/d/mounted")
    mountTmpfs(place)
    mkdirSync(join(place, "kept"))
    const start = performance.now()
    await expect(removeTree(join(dir, "x"))).rejects.toThrow(
      `EBUSY: something is mounted on ${place}`,
    )
    expect(performance.now() - start).toBeLessThan(2_000)
    expect(existsSync(join(place, "kept"))).toBe(true)
    const left = readdirSync(join(dir, "x"), { recursive: true }).map(String)
    expect(left.toSorted()).toEqual([
      "a",
      "a/b",
      "a/b/c",
      "a/b/c/d",
      "a/b/c/d/mounted",
      "a/b/c/d/mounted/kept",
    ])
  })
})

describe("a process that goes on writing", () => {
  /** Makes directories and files in `dir` faster than they can be removed. */
  function writer(dir: string): void {
    const code = `const fs = require("fs")
      for (;;) try { for (let i = 0; i < 50; i++) { fs.mkdirSync("w" + i + "/a/b", { recursive: true }); fs.writeFileSync("w" + i + "/a/b/c", "") } } catch {}`
    const child = spawn(process.execPath, ["-e", code], { cwd: dir, stdio: "ignore" })
    onTestFinished(() => void child.kill("SIGKILL"))
  }

  test("does not hold the removal for ever", async () => {
    const dir = repo({ "x/y/file": "" })
    writer(join(dir, "x/y"))
    while (!existsSync(join(dir, "x/y/w49"))) await new Promise((go) => setImmediate(go))
    const start = performance.now()
    await removeTree(join(dir, "x"), { limitSeconds: 2 }).catch((error: Error) => error)
    expect(performance.now() - start).toBeLessThan(4_000)
  })
})

test("an interrupted removal ends and says so", async () => {
  const dir = repo({ "x/file": "" })
  await expect(removeTree(join(dir, "x"), { signal: AbortSignal.abort() })).rejects.toThrow(
    "it was interrupted",
  )
  expect(existsSync(join(dir, "x/file"))).toBe(true)
})

test("one that reaches its limit says so", async () => {
  const dir = repo(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x/${i}/file`, ""])))
  await expect(removeTree(join(dir, "x"), { limitSeconds: 0.001 })).rejects.toThrow(
    "not done after 0.001 s",
  )
})
