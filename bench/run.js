// npm run bench: the bars of the design, as ratios measured side by side in this one run.
//
//   npm run bench [-- --rounds 5] [-- --reset COMMAND]
//
// Needs a Dagger engine. COMMAND, a program without arguments, empties the engine's state and starts
// it again; without it the cold row is left out, and said so.
import { execFileSync } from "node:child_process"
import { appendFileSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"

import { print, row } from "./figures.js"
import { nativeRepository, tasks } from "./native.js"

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, reset: { type: "string" } },
})
const rounds = Number(values.rounds)
const root = fileURLToPath(new URL("..", import.meta.url))
const work = mkdtempSync(join(tmpdir(), "slipway-bench-"))
const repository = join(work, "studio")
cpSync(join(root, "examples/studio"), repository, { recursive: true })

let calls = 0
function call(module, ...args) {
  const started = performance.now()
  execFileSync("dagger", ["--silent", "-m", module, "call", ...args], {
    cwd: repository,
    stdio: ["ignore", "ignore", "inherit"],
    timeout: 900_000,
  })
  return (performance.now() - started) / 1000
}
const slipway = (...args) => call(root, ...args)
const ci = () => slipway("ci", "--source=.")
const empty = () =>
  call(join(root, "bench/empty-module"), "echo", `--text=${++calls}-${process.pid}`)
const warm = () => slipway("with-secret", `--name=N${++calls}_${process.pid}`, "--value=env://HOME")
const touch = (file) => appendFileSync(join(repository, file), `\n# ${++calls} ${process.pid}\n`)

/** Fetches the tools that native commands need, by the host CLI, and gives their directories. */
function toolPath() {
  execFileSync(
    "node",
    [
      join(root, "dagger/core.js"),
      "ci",
      "--source",
      repository,
      "--service",
      "user-service,frontend",
    ],
    { stdio: "ignore" },
  )
  const tools = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "slipway/tools")
  return readdirSync(tools)
    .flatMap((name) => [join(tools, name, "bin"), join(tools, name, "node_modules/.bin")])
    .join(":")
}

const rows = []
try {
  const path = toolPath()
  const all = tasks(repository)
  if (values.reset === undefined) console.log("cold: left out, no --reset COMMAND")
  else {
    const cold = []
    const native = []
    const loaded = []
    const empties = []
    for (let i = 0; i < Math.min(rounds, 3); i++) {
      native.push(
        nativeRepository(
          repository,
          join(work, `cold-${i}`),
          join(work, `cold-caches-${i}`),
          path,
        )(all),
      )
      execFileSync(values.reset, { stdio: "ignore" })
      cold.push(ci())
      execFileSync(values.reset, { stdio: "ignore" })
      empties.push(empty())
      loaded.push(ci())
    }
    rows.push(row("ci cold, against natively one after another, cold", cold, native, 1.15))
    const own = "the same, after an empty module has made the engine load the SDK"
    rows.push(row(own, loaded, native, 1.15))
    rows.push(row("for comparison: an empty module, cold", empties, native, 1.15))
  }
  ci()
  empty()
  warm()
  const figures = { empty: [], warm: [], same: [], outside: [], edited: [], native: [] }
  const native = nativeRepository(repository, join(work, "native"), join(work, "caches"), path)
  // What the edit makes `ci` run: the root step looks at all services.
  const unit = all.filter((task) => ["user-service", "(root)"].includes(task.unit))
  native(unit)
  for (let i = 0; i < rounds; i++) {
    figures.empty.push(empty())
    figures.warm.push(warm())
    ci()
    figures.same.push(ci())
    touch("docker-compose.yml")
    figures.outside.push(ci())
    touch("services/user-service/app/main.py")
    figures.edited.push(ci())
    figures.native.push(native(unit, { again: true }))
  }
  const bound = figures.native.map((seconds, i) => 1.3 * seconds + figures.warm[i])
  rows.push(
    row("warm call, against an empty module", figures.warm, figures.empty, 1.1),
    row("ci unchanged, against a warm call", figures.same, figures.warm, 0.25),
    row("ci after an edit outside, against a warm call", figures.outside, figures.warm, 1.3),
    row(
      "ci after an edit in one unit, against 1.3 x natively + a warm call",
      figures.edited,
      bound,
      1,
    ),
  )
  print(rows)
} finally {
  rmSync(work, { recursive: true, force: true })
}
