import { defaults, pythonImage } from "../../config/defaults.ts"
import type { Input, Stage } from "../../runner/task.ts"
import { basename, dirname, isInside, join, type Tree } from "../../tree/tree.ts"
import { existing, filesAbove, inputs, linksOut } from "../inputs.ts"
import type { Settings } from "../settings.ts"
import { coverageFile, junitFile, makeTask, sourceStage, type UnitBase } from "../task-base.ts"
import type { PlannedStep, Setting, Unit } from "../unit.ts"
import { projectEnvironment, requirementsEnvironment, type Environment } from "./environment.ts"
import { readProject, type PythonProject } from "./project.ts"
import { choosePython } from "./version.ts"

/** A Python unit with its steps: ruff, mypy or pyright where configured, pytest. */
export function pythonUnit(tree: Tree, settings: Settings): Unit {
  const { name, path, foundBy, config } = settings.found
  const unit: Unit = {
    name,
    path,
    kind: "python",
    settings: [{ name: "unit", value: path || ".", from: foundBy }],
    steps: [],
    notes: [],
  }
  const invalid = (message: string): Unit => ({
    ...unit,
    steps: [{ step: "test", verdict: { status: "invalid", message } }],
  })

  const read = readProject(tree, path)
  if (read && "error" in read) return invalid(read.error)
  const project = read?.project
  if (project?.poetry)
    return invalid(
      `${join(path, "pyproject.toml")} is a Poetry project without a [project] table. Add one (uv and Poetry 2 both read it), or say how it is tested: ${settings.key("kind")}: custom`,
    )
  const python = choosePython(tree, path, project?.requires ?? "", settings.python("version"))
  if ("error" in python) return invalid(python.error)

  const links = linksOut(tree, path)
  if (links.escaping.length > 0)
    return invalid(
      `a link leaves the repository: ${links.escaping[0]}. A container cannot follow it; replace it by a copy, or turn the unit off`,
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

  const base = pythonBase(settings, python.version, project, environment)
  const source = inputs([...own, ...environment.localPaths], config.exclude)
  unit.settings.push(
    python.setting,
    {
      name: "install",
      value: environment.how,
      from: project ? join(path, "pyproject.toml") : "requirements",
    },
    {
      name: "image",
      value: base.image,
      from: config.image
        ? `slipway.yaml ${settings.key("image")}`
        : (settings.python("image")?.from ?? "default"),
    },
  )
  unit.notes.push(...environment.notes)
  unit.steps = steps(tree, settings, base, environment, project, source, unit)
  return unit
}

function pythonBase(
  settings: Settings,
  version: string,
  project: PythonProject | undefined,
  environment: Environment,
): UnitBase {
  const uv = settings.python("uv")?.value ?? defaults.uv
  const index = settings.python("index")?.value
  return {
    settings,
    image: settings.mirrored(
      settings.found.config.image ?? settings.python("image")?.value ?? pythonImage(version),
    ),
    toolchain: {
      language: "python",
      version,
      requires: project?.requires ?? "",
      ownImage: settings.found.config.image !== undefined,
      tools: { uv },
    },
    toolFiles: [
      {
        image: settings.mirrored(settings.python("uvImage")?.value ?? `${defaults.uvImage}:${uv}`),
        path: "/uv",
        to: "/usr/local/bin/uv",
      },
    ],
    caches: [{ name: "uv", env: ["UV_CACHE_DIR"] }],
    env: {
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONUNBUFFERED: "1",
      UV_NO_PROGRESS: "1",
      UV_PYTHON_DOWNLOADS: "never",
      UV_LINK_MODE: "copy",
      ...(index === undefined ? {} : { UV_DEFAULT_INDEX: index }),
    },
    path: [join(environment.venv, "bin")],
  }
}

function steps(
  tree: Tree,
  settings: Settings,
  base: UnitBase,
  environment: Environment,
  project: PythonProject | undefined,
  source: Input[],
  unit: Unit,
): PlannedStep[] {
  const { config, path } = settings.found
  const prepared = [...environment.stages, sourceStage(settings, source)]
  const bare: Stage[] = [{ label: "source", inputs: source, commands: [] }]
  const planned: PlannedStep[] = []
  const has = (name: string): boolean => environment.packages.has(name)
  const off = (step: string): boolean => config.steps?.[step] === false
  const setting = (step: string, value: string, from: string): void => {
    unit.settings.push({ name: step, value, from } satisfies Setting)
  }

  const add = (
    step: string,
    title: string,
    argv: string[],
    stages: Stage[],
    from: string,
  ): void => {
    if (off(step)) return setting(step, "off", `slipway.yaml ${settings.key("steps", step)}`)
    const override = settings.step(step)
    if (override?.run) return // added below, with the other configured commands
    planned.push({
      step,
      task: makeTask(base, step, { title, argv, stages, override, withServices: false }),
    })
    setting(step, title, from)
  }

  const ruff = environment.packages.get("ruff") ?? settings.python("ruff")?.value ?? defaults.ruff
  const ruffFrom = environment.packages.get("ruff")
    ? "uv.lock"
    : (settings.python("ruff")?.from ?? "default")
  const ruffRun = ["uv", "tool", "run", "--from", `ruff==${ruff}`, "ruff"]
  add("lint", `ruff ${ruff} check`, [...ruffRun, "check", "--no-cache", "."], bare, ruffFrom)
  if (project?.tools.has("ruff.format") || ruffFormatConfigured(tree, path))
    add(
      "format",
      `ruff ${ruff} format --check`,
      [...ruffRun, "format", "--check", "--no-cache", "."],
      bare,
      ruffFrom,
    )

  const checker = typeChecker(tree, path, project)
  if (checker !== undefined) {
    const tool =
      checker === "mypy" ? ["mypy", ...(mypyHasTargets(tree, path) ? [] : ["."])] : ["pyright"]
    const requirement =
      checker === "mypy"
        ? `mypy==${settings.python("mypy")?.value ?? defaults.mypy}`
        : `pyright[nodejs]==${settings.python("pyright")?.value ?? defaults.pyright}`
    const stages = has(checker) ? prepared : [...prepared, extraTools(environment, [requirement])]
    add(
      "typecheck",
      checker,
      tool,
      stages,
      has(checker) ? "the environment" : "configured in the project",
    )
  }

  const test = testStep(tree, settings, base, environment, prepared, unit)
  if (test !== undefined) planned.push(test)

  for (const [step, value] of Object.entries(config.steps ?? {})) {
    if (value === false || value.run === undefined) continue
    const task = makeTask(base, step, {
      title: value.run.join(" "),
      argv: value.run,
      stages: prepared,
      override: value,
      withServices: true,
    })
    planned.push({ step, task })
    setting(step, value.run.join(" "), `slipway.yaml ${settings.key("steps", step)}`)
  }
  return planned
}

function testStep(
  tree: Tree,
  settings: Settings,
  base: UnitBase,
  environment: Environment,
  prepared: Stage[],
  unit: Unit,
): PlannedStep | undefined {
  const { config, path } = settings.found
  if (config.steps?.test === false || config.tests === "none") {
    const key = config.tests === "none" ? "tests" : "steps.test"
    unit.settings.push({ name: "test", value: "none", from: `slipway.yaml ${settings.key(key)}` })
    return undefined
  }
  const override = settings.step("test")
  if (override?.run) return undefined
  const declared = environment.packages.has("pytest")
  if (!declared && !hasPythonTests(tree, path))
    return {
      step: "test",
      verdict: {
        status: "no-tests",
        message: `${path || "."} has no tests: no test_*.py or *_test.py, and pytest is not a dependency. Add tests, or say that there are none: ${settings.key("tests")}: none`,
      },
    }
  const missing = declared ? [] : [`pytest==${settings.python("pytest")?.value ?? defaults.pytest}`]
  if (!declared) unit.notes.push(`pytest is not a dependency: Slipway installs ${missing[0]}`)
  let coverage: string[] = []
  if (
    config.coverage === undefined
      ? environment.packages.has("pytest-cov")
      : config.coverage.length > 0
  ) {
    const measured = config.coverage ?? coverageSources(tree, path)
    coverage = [
      ...(measured.length === 0 ? ["--cov"] : measured.map((dir) => `--cov=${dir}`)),
      `--cov-report=xml:${coverageFile}`,
    ]
    if (!environment.packages.has("pytest-cov"))
      missing.push(`pytest-cov==${settings.python("pytestCov")?.value ?? defaults.pytestCov}`)
  }
  const title = "pytest"
  unit.settings.push({
    name: "test",
    value: ["pytest", ...coverage.slice(0, -1)].join(" "),
    from: declared ? "the environment" : "default",
  })
  return {
    step: "test",
    task: makeTask(base, "test", {
      title,
      argv: ["python", "-m", "pytest", `--junit-xml=${junitFile}`, ...coverage],
      stages: missing.length === 0 ? prepared : [...prepared, extraTools(environment, missing)],
      override,
      reports: { junit: junitFile, ...(coverage.length > 0 ? { coverage: coverageFile } : {}) },
      // https://docs.pytest.org/en/stable/reference/exit-codes.html
      counting: { noTestsExit: 5, junitRequired: true },
      withServices: true,
    }),
  }
}

/** Tools that the step needs and the project does not declare, in the project's environment. */
function extraTools(environment: Environment, requirements: string[]): Stage {
  return {
    label: "tools",
    inputs: [],
    commands: [
      {
        argv: [
          "uv",
          "pip",
          "install",
          "--python",
          join(environment.venv, "bin/python"),
          ...requirements,
        ],
        cwd: "",
      },
    ],
  }
}

function hasPythonTests(tree: Tree, dir: string): boolean {
  return tree.files.some(
    (file) => isInside(file, dir) && /^(?:test_.*|.*_test)\.py$/.test(basename(file)),
  )
}

/** The packages of a unit: directories with Python in them, in the unit or its `src/`, without tests. */
export function coverageSources(tree: Tree, dir: string): string[] {
  const found = new Set<string>()
  for (const file of tree.files) {
    if (!isInside(file, dir) || !file.endsWith(".py")) continue
    const parts = (dir === "" ? file : file.slice(dir.length + 1)).split("/")
    const depth = parts[0] === "src" ? 2 : 1
    if (
      parts.length > depth &&
      !/^(?:tests?|testing|docs|scripts|examples|\..*)$/.test(parts[depth - 1]!)
    )
      found.add(parts.slice(0, depth).join("/"))
  }
  return [...found].filter((each) => each !== "src" && dirname(each) !== each).sort()
}

function ruffFormatConfigured(tree: Tree, dir: string): boolean {
  return existing(tree, dir, ["ruff.toml", ".ruff.toml"]).some((file) =>
    /^\[format\]/m.test(tree.read(file) ?? ""),
  )
}

function typeChecker(
  tree: Tree,
  dir: string,
  project: PythonProject | undefined,
): "mypy" | "pyright" | undefined {
  if (project?.tools.has("mypy") || existing(tree, dir, ["mypy.ini", ".mypy.ini"]).length > 0)
    return "mypy"
  if (/^\[mypy\]/m.test(tree.read(join(dir, "setup.cfg")) ?? "")) return "mypy"
  if (project?.tools.has("pyright") || existing(tree, dir, ["pyrightconfig.json"]).length > 0)
    return "pyright"
  return undefined
}

/** mypy's own `files` or `packages` setting says what to check. */
function mypyHasTargets(tree: Tree, dir: string): boolean {
  const toml =
    /\[tool\.mypy\]([\s\S]*?)(?:\n\[|$)/.exec(tree.read(join(dir, "pyproject.toml")) ?? "")?.[1] ??
    ""
  const ini = ["mypy.ini", ".mypy.ini", "setup.cfg"]
    .map((file) => tree.read(join(dir, file)) ?? "")
    .join("\n")
  return /^\s*(?:files|packages|modules)\s*=/m.test(`${toml}\n${ini}`)
}
