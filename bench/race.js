// node bench/race.js: releases of different services at once, through git over http, against what
// users would write instead: clone, edit, push once; and the same with `pull --rebase` until it is in.
// Seconds until the last one is in, tries for each that got in, the most tries of one.
import { rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

import { build } from "esbuild"

import { table } from "./figures.js"

const root = fileURLToPath(new URL("..", import.meta.url))
// Beside the sources: they look for their programs from where they are.
const bundle = join(root, "test/support/.race.bundle.mjs")
const writers = (process.argv[2] ?? "2,10,50,100").split(",").map(Number)

try {
  await build({
    stdin: {
      contents: 'export * from "./race.ts"; export { GitServer } from "./git-server.ts"',
      resolveDir: join(root, "test/support"),
    },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: bundle,
    logLevel: "error",
    packages: "external",
  })
  const { GitServer, course, race } = await import(pathToFileURL(bundle).href)
  const rows = [["writers", "how", "in", "seconds", "tries for each in", "most tries"]]
  for (const count of writers)
    for (const strategy of ["slipway", "rebase", "push"]) {
      const track = course(count, count)
      const server = await GitServer.start({ root: track.root })
      const url = server.url("gitops.git")
      try {
        const { seconds, finishes } = await race(track, {
          racers: track.units.map((unit, i) => ({ unit, build: track.builds[i] })),
          strategy,
          source: track.source(url),
          url,
        })
        const tries = finishes.map((each) => each.tries)
        const landed = finishes.filter(({ exitCode }) => exitCode === 0).length
        rows.push([
          String(count),
          strategy,
          `${landed} of ${count}`,
          seconds.toFixed(1),
          (tries.reduce((sum, each) => sum + each, 0) / landed).toFixed(1),
          String(Math.max(...tries)),
        ])
      } finally {
        await server.close()
        rmSync(track.root, { recursive: true, force: true })
      }
    }
  table(rows)
} finally {
  rmSync(bundle, { force: true })
}
