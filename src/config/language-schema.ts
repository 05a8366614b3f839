import * as z from "zod"

import { image, url, toolVersion, version } from "./scalars.ts"

export const PythonConfig = z.strictObject({
  version: version.describe("Python's version in containers. Default: 3.12.").optional(),
  image: image.optional(),
  uv: toolVersion
    .describe("The version of uv. Default: the one this release was tested with.")
    .optional(),
  uvImage: image.describe("Where the uv binary is taken from: its path there is /uv.").optional(),
  index: url
    .describe(
      "The package index to download from, for example https://pypi.example.com/simple. A lock file made with another index stays valid.",
    )
    .optional(),
  ruff: version.describe("ruff's version where the project pins none.").optional(),
  pytest: version.describe("pytest's version where the project declares none.").optional(),
  pytestCov: version.describe("pytest-cov's version where the project declares none.").optional(),
  mypy: version.describe("mypy's version where the project declares none.").optional(),
  pyright: version.describe("pyright's version where the project declares none.").optional(),
})

export const NodeConfig = z.strictObject({
  version: version
    .describe("Node's version in containers. Default: what the unit asks for, else 22.")
    .optional(),
  image: image.optional(),
  pnpm: toolVersion.describe("pnpm's version where `packageManager` names none.").optional(),
  registry: url.describe("The npm registry to download from.").optional(),
})

export type PythonConfig = z.infer<typeof PythonConfig>
export type NodeConfig = z.infer<typeof NodeConfig>
