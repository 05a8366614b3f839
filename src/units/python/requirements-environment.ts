import { join, relative, type Tree } from "../../tree/tree.ts"
import { existing, inputs, leftOut } from "../inputs.ts"
import type { Settings } from "../settings.ts"
import { compiled } from "./compiled.ts"
import { declaredPackages } from "./declared-packages.ts"
import type { Environment } from "./environment.ts"
import { requirementClosure } from "./requirement-closure.ts"
import { requirementFiles } from "./requirement-files.ts"

/** The environment of a unit that has only requirement files. */
export function requirementsEnvironment(
  tree: Tree,
  dir: string,
  settings: Settings,
): Environment | { error: string } {
  const configured = settings.found.config.requirements
  const files = configured?.map((file) => join(dir, file)) ?? requirementFiles(tree, dir)
  const missing = files.find((file) => !tree.has(file))
  if (missing !== undefined || files.length === 0)
    return {
      error: `${missing ?? join(dir, "requirements.txt")} is not there; name the files to install: ${settings.key("requirements")}`,
    }
  const closure = requirementClosure(tree, dir, files)
  if ("error" in closure) return closure
  const flags = files.flatMap((file) => ["-r", relative(dir, file)])
  return {
    stages: [
      {
        label: "dependencies",
        inputs: inputs(
          [...closure.files, ...closure.local, ...existing(tree, dir, ["uv.toml"])],
          leftOut(tree, settings.found.config.exclude),
        ),
        commands: [
          { argv: ["uv", "venv", "--quiet", ".venv"], cwd: dir },
          {
            argv: ["uv", "pip", "install", "--python", ".venv/bin/python", compiled, ...flags],
            cwd: dir,
          },
        ],
      },
    ],
    venv: join(dir, ".venv"),
    packages: declaredPackages(closure.requirements),
    localPaths: closure.local,
    how: `uv pip install ${flags.join(" ")}`,
    notes: [],
  }
}
