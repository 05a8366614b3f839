import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"

import { expect, test } from "vitest"

import { makeWorkDir, removeWorkDir } from "../../src/runner/host/work-dir.ts"
import { repo, tempDir, write } from "./temp.ts"

test("it is this user's alone, and is gone afterwards", async () => {
  const parent = tempDir()
  const { dir } = await makeWorkDir(parent, tempDir())
  expect(statSync(join(dir, "..")).mode & 0o777).toBe(0o700)
  write(dir, { "0/copy/x": { text: "", mode: 0o444 } })
  await removeWorkDir(dir)
  expect(readdirSync(parent)).toEqual([])
})

test("a directory without space, or none, is one clear error", async () => {
  const parent = join(tempDir(), "none")
  await expect(makeWorkDir(parent, tempDir())).rejects.toMatchObject({
    code: "E_HOST",
    message: `cannot make a work directory in ${parent}: ENOENT: no such file or directory, lstat '${parent}'. Set TMPDIR to a directory with space; nothing was run`,
  })
})

test("inside the source it is refused: a copy would hold itself", async () => {
  const source = repo({ "tmp/x": "" })
  const parent = join(source, "tmp")
  await expect(makeWorkDir(parent, source)).rejects.toMatchObject({
    code: "E_HOST",
    message: `TMPDIR is ${parent}, inside the source ${source}: a copy would hold itself. Set TMPDIR to a directory elsewhere; nothing was run`,
  })
  expect(readdirSync(parent)).toEqual(["x"])
})

test("also in a directory whose name begins with two dots", async () => {
  const source = repo({ "..tmp/x": "" })
  await expect(makeWorkDir(join(source, "..tmp"), source)).rejects.toMatchObject({ code: "E_HOST" })
})

test("also through a link", async () => {
  const source = repo({ "tmp/x": "" })
  const other = repo({ tmp: { link: join(source, "tmp") } })
  await expect(makeWorkDir(join(other, "tmp"), source)).rejects.toMatchObject({ code: "E_HOST" })
})

test("beside the source it is not, whatever the names have in common", async () => {
  const parent = repo({ "app/x": "", "app-tmp/x": "", "..app/x": "" })
  const { dir } = await makeWorkDir(join(parent, "app-tmp"), join(parent, "app"))
  expect(existsSync(dir)).toBe(true)
})
