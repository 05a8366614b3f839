import { existsSync, readdirSync, readFileSync, utimesSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"

import { expect, test } from "vitest"

import { cachedTool, type CachedTool } from "../../src/runner/host/tool-cache.ts"
import { repo, tempDir } from "./temp.ts"

/** A tool that is whole when its file says so. */
function tool(over: Partial<CachedTool> & { text?: string } = {}): CachedTool {
  return {
    name: "tool-1.0.0",
    intact: async (dir) =>
      (await readFile(join(dir, "file"), "utf8").catch(() => "")).startsWith("whole"),
    fill: async (into) => {
      await writeFile(join(into, "file"), over.text ?? "whole")
      return undefined
    },
    ...over,
  }
}

function neverFilled(): CachedTool {
  return tool({ fill: () => Promise.reject(new Error("was fetched")) })
}

test("it is fetched once", async () => {
  const cache = join(tempDir(), "new/cache")
  const dir = join(cache, "tools/tool-1.0.0")
  expect(await cachedTool(cache, tool())).toEqual({ dir })
  expect(await cachedTool(cache, neverFilled())).toEqual({ dir })
  expect(readdirSync(join(cache, "tools"))).toEqual(["tool-1.0.0"])
})

test("two at once on an empty cache both get it", async () => {
  const cache = tempDir()
  let waiting = 0
  let both: () => void
  const together = new Promise<void>((resolve) => (both = resolve))
  const fill = (text: string) => async (into: string) => {
    await writeFile(join(into, "file"), text)
    if (++waiting === 2) both()
    await together
    return undefined
  }
  const dir = join(cache, "tools/tool-1.0.0")
  const found = await Promise.all([
    cachedTool(cache, tool({ fill: fill("whole a") })),
    cachedTool(cache, tool({ fill: fill("whole b") })),
  ])
  expect(found).toEqual([{ dir }, { dir }])
  expect(readFileSync(join(dir, "file"), "utf8")).toMatch(/^whole [ab]$/)
  expect(readdirSync(join(cache, "tools"))).toEqual(["tool-1.0.0"])
})

test.each([
  ["a damaged directory", { "tools/tool-1.0.0/file": "half" }],
  ["an empty file", { "tools/tool-1.0.0": "" }],
  ["a directory with something else", { "tools/tool-1.0.0/other/x": "" }],
])("%s is replaced", async (_, files) => {
  const cache = repo(files)
  const dir = join(cache, "tools/tool-1.0.0")
  expect(await cachedTool(cache, tool())).toEqual({ dir })
  expect(readFileSync(join(dir, "file"), "utf8")).toBe("whole")
  expect(readdirSync(join(cache, "tools"))).toEqual(["tool-1.0.0"])
})

test("a fetch that fails leaves nothing, and says why", async () => {
  const cache = tempDir()
  const fill = async (into: string) => {
    await writeFile(join(into, "half"), "")
    return "no network"
  }
  expect(await cachedTool(cache, tool({ fill }))).toEqual({ reason: "no network" })
  expect(readdirSync(join(cache, "tools"))).toEqual([])
})

test("what a killed fetch left goes after an hour, a running one's stays", async () => {
  const cache = repo({
    "tools/tool-1.0.0.old/x": "",
    "tools/tool-1.0.0.new/x": "",
    "tools/other.x/x": "",
  })
  const longAgo = Date.now() / 1000 - 7200
  for (const name of ["tool-1.0.0.old", "other.x"])
    utimesSync(join(cache, "tools", name), longAgo, longAgo)
  await cachedTool(cache, tool())
  expect(readdirSync(join(cache, "tools"))).toEqual(["other.x", "tool-1.0.0", "tool-1.0.0.new"])
})

test("a cache that cannot be written to is a reason that names the way out", async () => {
  const cache = join(repo({ file: "" }), "file")
  expect(await cachedTool(cache, tool())).toEqual({
    reason: `cannot write to the cache ${cache} (ENOTDIR: not a directory, mkdir '${cache}/tools'); name another with XDG_CACHE_HOME`,
  })
  expect(existsSync(cache)).toBe(true)
})
