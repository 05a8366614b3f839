// Makes the committed files that follow from src/: dagger/core.js and dagger/core.d.ts, so that the
// module and the host CLI need no package, and the JSON Schemas of slipway.yaml and .slipway.yaml.
// `--check` changes nothing and fails when one of them is not what src/ gives.
import { readFileSync, writeFileSync } from "node:fs"

import { build } from "esbuild"
import { rollup } from "rollup"
import { dts } from "rollup-plugin-dts"

const banner = "// Made from src/ by `npm run build`. Do not edit.\n"

async function bundle(entry, minify) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "esm",
    legalComments: "none",
    minifyWhitespace: minify,
    // Bundled CommonJS packages ask for Node's own modules with require.
    banner: {
      js: `${banner}import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);`,
    },
  })
  return result.outputFiles[0].text
}

async function types() {
  const bundled = await rollup({
    input: "src/core.ts",
    plugins: [dts()],
    external: [/^node:/, /^[^./]/],
  })
  const { output } = await bundled.generate({ format: "es" })
  return banner + output[0].code
}

async function schema(entry, name) {
  const code = await bundle(entry, true)
  const made = await import(
    `data:text/javascript,${encodeURIComponent(code.replace(/^.*createRequire.*$/m, ""))}`
  )
  return made[name]()
}

const made = {
  "dagger/core.js": await bundle("src/core.ts", false),
  "dagger/core.d.ts": await types(),
  "src/config/slipway.schema.json": await schema("src/config/json-schema.ts", "configJsonSchema"),
  "slipway.record.schema.json": await schema(
    "src/gitops/record/record-json-schema.ts",
    "recordJsonSchema",
  ),
}
const check = process.argv.includes("--check")
let stale = 0
for (const [file, text] of Object.entries(made)) {
  let before = ""
  try {
    before = readFileSync(file, "utf8")
  } catch (error) {
    if (error.code !== "ENOENT") throw error
  }
  if (before === text) continue
  stale++
  if (check) console.error(`${file} is not what src/ gives: run npm run build and commit it`)
  else writeFileSync(file, text)
}
console.log(
  check ? `${Object.keys(made).length - stale} files are fresh` : `${stale} files written`,
)
process.exitCode = check && stale > 0 ? 1 : 0
