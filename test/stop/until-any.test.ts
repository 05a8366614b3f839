import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"

import { transformSync } from "esbuild"
import { expect, test } from "vitest"

import { untilAny } from "../../src/stop/until-any.ts"

/** Waits for the signal; the reason it gave. */
function stopped(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(signal.reason)
    signal.addEventListener("abort", () => resolve(signal.reason))
  })
}

test("stops when any of them does, for its reason", async () => {
  for (const which of [0, 1]) {
    const sources = [new AbortController(), new AbortController()]
    const reason = untilAny(
      sources.map(({ signal }) => signal),
      stopped,
    )
    sources[which]!.abort(`${which}`)
    expect(await reason).toBe(`${which}`)
  }
})

test("one that said so before stops it at once", async () => {
  expect(await untilAny([AbortSignal.abort("before")], stopped)).toBe("before")
})

test("gives what was made, and fails as it fails", async () => {
  expect(await untilAny([], () => Promise.resolve(1))).toBe(1)
  await expect(untilAny([], () => Promise.reject(new Error("no")))).rejects.toThrow("no")
})

test("a time limit that nobody else holds comes, whatever is collected before", () => {
  const file = new URL("../../src/stop/until-any.ts", import.meta.url)
  const code = `${transformSync(readFileSync(file, "utf8"), { loader: "ts" }).code}
    setInterval(() => gc(), 10).unref()
    setTimeout(() => process.exit(3), 5000)
    const waits = (signal) => new Promise((resolve) => signal.addEventListener("abort", resolve))
    await untilAny([new AbortController().signal, AbortSignal.timeout(200)], waits)
    process.exit(0)`
  const args = ["--expose-gc", "--input-type=module", "-e", code]
  expect(() => execFileSync(process.execPath, args, { stdio: "pipe" })).not.toThrow()
})
