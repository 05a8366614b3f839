// node bench/edit.js: one tag of a file of 1,000 images, against what users would run instead.
//
// kustomize and yq (mikefarah's v4) are taken from PATH, or from the directories in TOOLS; a program
// that is not there is left out, and said so.
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

import { build } from "esbuild"

import { row, print, spread } from "./figures.js"

const rounds = 31
const bar = 0.02
const root = fileURLToPath(new URL("..", import.meta.url))
const dir = mkdtempSync(join(tmpdir(), "slipway-bench-edit-"))
const file = join(dir, "kustomization.yaml")
const env = { ...process.env, PATH: `${process.env.TOOLS ?? ""}:${process.env.PATH}` }

const text = `resources: []\nimages:\n${Array.from(
  { length: 1000 },
  (_, i) =>
    `- name: app-${i}\n  newName: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app-${i}\n  newTag: v${i}.2.3 # ${i}\n`,
).join("")}`

/** Seconds of each call. Every call has another tag, on the same file. */
function measure(edit) {
  return Array.from({ length: rounds }, (_, i) => {
    const started = performance.now()
    edit(`v9.${i}.0`)
    return (performance.now() - started) / 1000
  })
}

function linesChanged(after) {
  const before = text.split("\n")
  const lines = after.split("\n")
  const kept = new Set(lines)
  return before.filter((line) => !kept.has(line)).length + Math.abs(lines.length - before.length)
}

function program(name, args) {
  try {
    writeFileSync(file, text)
    execFileSync(name, args("v0.0.0"), { cwd: dir, env, stdio: "pipe" })
  } catch (error) {
    console.log(`${name}: left out: ${String(error.message).split("\n")[0]}`)
    return undefined
  }
  const changed = linesChanged(readFileSync(file, "utf8"))
  const seconds = measure((tag) => execFileSync(name, args(tag), { cwd: dir, env, stdio: "pipe" }))
  return { seconds, changed }
}

try {
  // From src/ as it is, not from what was last built.
  const bundle = async (entry, name, format) => {
    const outfile = join(dir, name)
    const js = `import { createRequire as __r } from "node:module"; const require = __r(import.meta.url);`
    await build({
      entryPoints: [join(root, entry)],
      bundle: true,
      platform: "node",
      format,
      outfile,
      logLevel: "error",
      banner: format === "esm" ? { js } : {},
    })
    return outfile
  }
  const core = await bundle("src/core.ts", "core.mjs", "esm")
  const { default: module } = await import(
    await bundle("src/gitops/edit/edit-images.ts", "edit.cjs", "cjs")
  )
  const edit = (tag) => module.editImages(text, [{ name: "app-500", newTag: tag }], { file })
  // A process that edits one file pays for the first call.
  const started = performance.now()
  edit("v0.0.0")
  const first = (performance.now() - started) / 1000
  const ours = measure(edit)
  console.log(`lines changed: ours ${linesChanged(edit("v0.0.0").text)}`)

  const programs = {
    "slipway set-image": program("node", (tag) => [
      core,
      "set-image",
      file,
      `app-500=*:${tag}`,
      "--write",
    ]),
    "kustomize edit set image": program("kustomize", (tag) => [
      "edit",
      "set",
      "image",
      `app-500=*:${tag}`,
    ]),
    yq: program("yq", (tag) => [
      "-i",
      `(.images[] | select(.name == "app-500") | .newTag) = "${tag}"`,
      file,
    ]),
  }
  const rows = [row("edit in process, against the bar", ours, [bar], 1)]
  for (const [name, result] of Object.entries(programs)) {
    if (result === undefined) continue
    console.log(`lines changed: ${name} ${result.changed}`)
    if (name === "slipway set-image") continue
    rows.push(row(`edit in process, against ${name}`, ours, result.seconds, 1))
    const whole = programs["slipway set-image"]
    if (whole)
      rows.push(row(`slipway set-image, against ${name}`, whole.seconds, result.seconds, 1))
  }
  print(rows)
  const ms = (seconds) => (seconds * 1000).toFixed(1)
  console.log(
    `in process: ${ms(spread(ours).median)} ms; the first edit of a process: ${ms(first)} ms`,
  )
} finally {
  rmSync(dir, { recursive: true, force: true })
}
