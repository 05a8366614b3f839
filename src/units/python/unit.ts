import { join, type Tree } from "../../tree/tree.ts"
import { draftUnit, invalidUnit } from "../draft.ts"
import { filesAbove, inputs, leftOut, linksOut } from "../inputs.ts"
import type { Settings } from "../settings.ts"
import { sourceStage } from "../task-base.ts"
import type { Unit } from "../unit.ts"
import { pythonBase } from "./base.ts"
import { projectEnvironment } from "./project-environment.ts"
import { readProject } from "./project.ts"
import { requirementsEnvironment } from "./requirements-environment.ts"
import { pythonSteps } from "./steps.ts"
import { choosePython } from "./version.ts"

/** A Python unit with its steps: ruff, mypy or pyright where configured, pytest. */
export function pythonUnit(tree: Tree, settings: Settings): Unit {
  const { path, config } = settings.found
  const invalid = (message: string): Unit => invalidUnit(settings, message)

  const read = readProject(tree, path)
  if (read && "error" in read) return invalid(read.error)
  const project = read?.project
  if (project?.poetry)
    return invalid(
      `${join(path, "pyproject.toml")} is a Poetry project without a [project] table. Add one (uv and Poetry 2 both read it), or say how it is tested: ${settings.key("kind")}: custom`,
    )
  const requires = project?.requires ?? ""
  const python = choosePython(tree, path, requires, settings)
  if ("error" in python) return invalid(python.error)
  const exclude = leftOut(tree, config.exclude)
  const links = linksOut(tree, path, exclude)
  if (links.escaping.length > 0)
    return invalid(
      `a link leaves the repository: ${links.escaping[0]}. A container cannot follow it; replace it by a copy, or leave its directory out: ${settings.key("exclude")}`,
    )

  const own = [
    path,
    ...links.targets,
    ...(config.inputs ?? []),
    ...filesAbove(tree, path, "python"),
  ]
  const environment =
    project === undefined || project.name === undefined
      ? requirementsEnvironment(tree, path, settings)
      : projectEnvironment(tree, project, settings, own)
  if ("error" in environment) return invalid(environment.error)

  const base = pythonBase(settings, {
    version: python.version,
    requires,
    image: config.image,
    path: [join(environment.venv, "bin")],
    env: [path, ...environment.localPaths].some((dir) => versionFromGit(tree, dir))
      ? { SETUPTOOLS_SCM_PRETEND_VERSION: "0.0.0" }
      : {},
  })
  const source = inputs([...own, ...environment.localPaths], exclude)
  const {
    steps,
    settings: stepSettings,
    notes,
  } = pythonSteps({
    tree,
    settings,
    base,
    environment,
    project,
    bare: [{ label: "source", inputs: source, commands: [] }],
    prepared: [...environment.stages, sourceStage(settings, source)],
  })
  const unit = draftUnit(settings)
  return {
    ...unit,
    settings: [
      ...unit.settings,
      python.setting,
      {
        name: "install",
        value: environment.how,
        from: project ? join(path, "pyproject.toml") : "requirements",
      },
      {
        name: "image",
        value: base.image,
        from: config.image ? settings.from("image") : (settings.python("image")?.from ?? "default"),
      },
      ...stepSettings,
    ],
    steps,
    notes: [...environment.notes, ...notes],
  }
}

/** Version control is no input, so setuptools-scm and hatch-vcs are told a version. */
function versionFromGit(tree: Tree, dir: string): boolean {
  const read = readProject(tree, dir)
  return read !== undefined && "project" in read && read.project.versionFromGit
}
