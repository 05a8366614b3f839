import { defaults } from "../../config/defaults.ts"
import { join, type Tree } from "../../tree/tree.ts"
import { existing } from "../inputs.ts"
import type { PythonCheck, PythonContext } from "./context.ts"
import { extraTools } from "./extra-tools.ts"
import { iniSection } from "./ini-section.ts"
import type { PythonProject } from "./project.ts"

/** mypy or pyright, where the project configures one. */
export function typeCheck(context: PythonContext): PythonCheck[] {
  const { tree, settings, environment, project, prepared } = context
  const { path } = settings.found
  const checker = configuredChecker(tree, path, project)
  if (checker === undefined) return []
  const argv =
    checker === "mypy" ? ["mypy", ...(mypyHasTargets(tree, path) ? [] : ["."])] : ["pyright"]
  const requirement =
    checker === "mypy"
      ? `mypy==${settings.python("mypy")?.value ?? defaults.mypy}`
      : `pyright[nodejs]==${settings.python("pyright")?.value ?? defaults.pyright}`
  const has = environment.packages.has(checker)
  return [
    {
      step: "typecheck",
      title: checker,
      argv,
      stages: has ? prepared : [...prepared, extraTools(environment, [requirement])],
      from: has ? "the environment" : "configured in the project",
    },
  ]
}

function configuredChecker(
  tree: Tree,
  dir: string,
  project: PythonProject | undefined,
): "mypy" | "pyright" | undefined {
  if (project?.tools.has("mypy") || existing(tree, dir, ["mypy.ini", ".mypy.ini"]).length > 0)
    return "mypy"
  if (iniSection(tree.read(join(dir, "setup.cfg")) ?? "", "mypy") !== undefined) return "mypy"
  if (project?.tools.has("pyright") || existing(tree, dir, ["pyrightconfig.json"]).length > 0)
    return "pyright"
  return undefined
}

/** mypy's own `files`, `packages` or `modules` says what to check. */
function mypyHasTargets(tree: Tree, dir: string): boolean {
  return /^\s*(?:files|packages|modules)\s*[=:]/m.test(mypySection(tree, dir))
}

/**
 * The section that mypy reads: that of the first file which configures it. The other sections of a
 * shared file have options of the same names. https://mypy.readthedocs.io/en/stable/config_file.html
 */
function mypySection(tree: Tree, dir: string): string {
  const text = (file: string): string => tree.read(join(dir, file)) ?? ""
  const own = ["mypy.ini", ".mypy.ini"].find((file) => tree.has(join(dir, file)))
  if (own !== undefined) return iniSection(text(own), "mypy") ?? ""
  return (
    iniSection(text("pyproject.toml"), "tool.mypy") ?? iniSection(text("setup.cfg"), "mypy") ?? ""
  )
}
