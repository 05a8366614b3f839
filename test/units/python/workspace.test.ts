import { describe, expect, it } from "vitest"

import { loadConfig } from "../../../src/config/load-config.ts"
import { ciPlan } from "../../../src/plan/ci-plan.ts"
import { lostInputs, planOf, settingOf, stagesOf, taskOf, unitOf } from "../../support/plan-of.ts"
import { treeOf } from "../../support/tree-of.ts"

const build = '[build-system]\nrequires = ["hatchling"]\n'

function member(name: string, dependencies: string[] = [], more = ""): string {
  return `[project]\nname = "${name}"\nversion = "0"\ndependencies = ${JSON.stringify(dependencies)}\n${build}${more}`
}

const lock = ["api", "core", "util", "pytest"]
  .map((name) => `[[package]]\nname = "${name}"\nversion = "1.0"\n`)
  .join("")

/** A virtual root: no [project]. */
const workspace = {
  "py/pyproject.toml":
    '[tool.uv.workspace]\nmembers = ["packages/*"]\nexclude = ["packages/old"]\n',
  "py/uv.lock": `version = 1\n${lock}`,
  "py/packages/api/pyproject.toml": member(
    "api",
    ["core"],
    "[tool.uv.sources]\ncore = { workspace = true }\n",
  ),
  "py/packages/api/test_api.py": "",
  "py/packages/core/pyproject.toml": member("core", ["Util>=1"]),
  "py/packages/util/pyproject.toml": member("util"),
  "py/packages/old/pyproject.toml": member("old"),
}

describe("a uv workspace with a virtual root", () => {
  it("has its members as units, locked at the root, with what they need transitively", () => {
    const plan = planOf(workspace)
    expect(plan.units.map(({ name }) => name)).toEqual(["api", "core", "old", "util"])
    const task = taskOf(unitOf(plan, "api"), "test")
    expect(stagesOf(task).slice(0, 2)).toEqual([
      {
        label: "dependencies",
        inputs: [
          "py/packages/api/pyproject.toml",
          "py/packages/core/pyproject.toml",
          "py/packages/util/pyproject.toml",
          "py/pyproject.toml",
          "py/uv.lock",
        ],
        run: [
          "py/packages/api: uv sync --locked --no-install-project --no-install-workspace --compile-bytecode",
        ],
      },
      {
        label: "project",
        inputs: ["py/packages/api", "py/packages/core", "py/packages/util"],
        run: ["py/packages/api: uv sync --locked"],
      },
    ])
    expect(task.path).toEqual(["py/.venv/bin"])
  })

  it("leaves an excluded directory to itself", () => {
    const unit = unitOf(planOf(workspace), "old")
    expect(settingOf(unit, "install")).toBe("uv pip install (py/packages/old/pyproject.toml)")
  })

  it("takes test tools that only the root declares, after the member's own sync", () => {
    const root = `${workspace["py/pyproject.toml"]}[dependency-groups]\ndev = ["pytest"]\ndocs = ["sphinx"]\n`
    const plan = planOf({ ...workspace, "py/pyproject.toml": root })
    const unit = unitOf(plan, "api")
    expect(stagesOf(taskOf(unit, "test")).map(({ label, run }) => [label, run])).toEqual([
      [
        "dependencies",
        [
          "py/packages/api: uv sync --locked --no-install-project --no-install-workspace --compile-bytecode",
        ],
      ],
      ["project", ["py/packages/api: uv sync --locked"]],
      ["workspace tools", ["py: uv sync --locked --inexact --only-group dev"]],
    ])
    expect(unit.notes).toEqual(["the test tools come from the groups dev of py/pyproject.toml"])
    expect(unitOf(plan, "core").notes).toEqual([])
  })

  describe("whose root pins ruff and pytest", () => {
    const dev = '[dependency-groups]\ndev = ["ruff==0.9.0", "pytest==8.3.4"]\n'
    const files: Record<string, string> = {
      ...workspace,
      "py/pyproject.toml": `${workspace["py/pyproject.toml"]}${dev}`,
      "py/packages/core/pyproject.toml": member(
        "core",
        [],
        '[dependency-groups]\ndev = ["pytest"]\n',
      ),
      "py/packages/core/test_core.py": "",
    }
    const locked = `version = 1\n[[package]]\nname = "core"\nversion = "1.0"\n[package.dev-dependencies]\ndev = [{ name = "pytest" }]\n${["api", "util"].map((name) => `[[package]]\nname = "${name}"\nversion = "1.0"\n`).join("")}[[package]]\nname = "pytest"\nversion = "8.3.4"\nsource = { registry = "https://pypi.org/simple" }\n[[package]]\nname = "ruff"\nversion = "0.9.1"\n`
    const lints = (own: Record<string, string>): string[] =>
      ["api", "core", "util"].map((name) => taskOf(unitOf(planOf(own), name), "lint").title)

    it("lints all members with the locked ruff, and without a lock with the pinned one", () => {
      expect(lints({ ...files, "py/uv.lock": locked })).toEqual(
        Array.from({ length: 3 }, () => "ruff 0.9.1 check"),
      )
      const { "py/uv.lock": _, ...unlocked } = files
      expect(lints(unlocked)).toEqual(Array.from({ length: 3 }, () => "ruff 0.9.0 check"))
    })

    it("has the same tools from another index", () => {
      const config = "python: {index: 'https://pypi.example.com/simple'}"
      const plan = planOf({ ...files, "py/uv.lock": locked, "slipway.yaml": config })
      const unit = unitOf(plan, "api")
      expect(stagesOf(taskOf(unit, "test")).slice(-1)).toEqual([
        {
          label: "workspace tools",
          inputs: [],
          run: [
            "py: uv export --quiet --frozen --no-emit-project --no-emit-workspace --no-emit-local --format requirements.txt -o .slipway-groups.txt --only-group dev",
            "py: uv pip install --python .venv/bin/python --default-index https://pypi.example.com/simple --compile-bytecode --require-hashes -r .slipway-groups.txt",
          ],
        },
      ])
      expect(unit.notes).toEqual(["the test tools come from the groups dev of py/pyproject.toml"])
      const own = stagesOf(taskOf(unitOf(plan, "core"), "test")).map(({ label }) => label)
      expect(own).toEqual(["dependencies", "project"])
    })
  })

  it("names only inputs that are there", () => {
    const tree = treeOf(workspace)
    expect(lostInputs(tree, ciPlan(tree, loadConfig(undefined)))).toEqual([])
  })
})

describe("path dependencies", () => {
  const files = {
    "services/a/pyproject.toml": `${member("a", ["common"])}[tool.uv.sources]\ncommon = { path = "../../libs/common", editable = true }\n`,
    "services/a/uv.lock": `version = 1\n${lock}`,
    "services/a/test_a.py": "",
    "libs/common/pyproject.toml": `${member("common", ["base"])}[tool.uv.sources]\nbase = [{ path = "../base.whl", marker = "x" }]\n`,
    "libs/common/common.py": "",
    "libs/base.whl": "",
  }

  it("are read whole while the lock is checked, with their own", () => {
    const task = taskOf(unitOf(planOf(files), "a"), "test")
    expect(stagesOf(task)[0]!.inputs).toEqual([
      "libs/base.whl",
      "libs/common",
      "services/a/pyproject.toml",
      "services/a/uv.lock",
    ])
    expect(stagesOf(task)[1]!.inputs).toEqual(["services/a"])
  })

  it("make the sources early where their metadata is computed", () => {
    const dynamic = files["libs/common/pyproject.toml"].replace(
      'version = "0"',
      'dynamic = ["version"]',
    )
    const task = taskOf(
      unitOf(planOf({ ...files, "libs/common/pyproject.toml": dynamic }), "a"),
      "test",
    )
    expect(stagesOf(task)[0]!.inputs).toEqual(["libs/base.whl", "libs/common", "services/a"])
    expect(stagesOf(task)[0]!.run).toHaveLength(2)
  })

  it("that lead round in a circle end", () => {
    const circle = `${member("common", ["a"])}[tool.uv.sources]\na = { path = "../../services/a" }\n`
    const task = taskOf(
      unitOf(planOf({ ...files, "libs/common/pyproject.toml": circle }), "a"),
      "test",
    )
    expect(stagesOf(task)[1]!.inputs).toEqual(["services/a"])
  })
})

describe("extras and groups", () => {
  const declared =
    '[project.optional-dependencies]\nTest_Tools = ["pytest"]\ndev = ["x"]\ngpu = ["torch"]\n[dependency-groups]\nTesting = ["y", {include-group = "base"}]\nbase = ["pytest-cov"]\nloop = [{include-group = "loop"}]\n'
  const files = { "svc/pyproject.toml": `[project]\nname = "svc"\nversion = "0"\n${declared}` }
  const install = (config: string, more = {}): string => {
    const plan = planOf({ ...files, ...more, "slipway.yaml": config })
    return stagesOf(taskOf(unitOf(plan), "typecheck"))[0]!.run.at(-1)!
  }
  const checked = { "svc/mypy.ini": "" }

  it("are those with a usual name, by default", () => {
    expect(install("", checked)).toBe(
      "svc: uv pip install --python .venv/bin/python --compile-bytecode -r pyproject.toml --extra dev --group Testing",
    )
  })

  it("are those that slipway.yaml names, in any spelling that PyPI takes for the same", () => {
    expect(install("units: {svc: {extras: [test-tools], groups: []}}", checked)).toBe(
      "svc: uv pip install --python .venv/bin/python --compile-bytecode -r pyproject.toml --extra Test_Tools",
    )
  })

  it("bring what their included groups bring", () => {
    const unit = unitOf(planOf(files))
    expect(taskOf(unit, "test").reports.coverage).toBe(".slipway/coverage.xml")
  })

  it("are found in the lock, which has their names normalised", () => {
    const lockText =
      '[[package]]\nname = "svc"\nversion = "0"\n[package.optional-dependencies]\ntest-tools = [{ name = "pytest" }]\n[[package]]\nname = "pytest"\nversion = "8"\n'
    const unit = unitOf(
      planOf({
        ...files,
        "svc/uv.lock": lockText,
        "svc/test_x.py": "",
        "slipway.yaml": "units: {svc: {extras: [Test_Tools], groups: []}}",
      }),
    )
    expect(unit.notes).toEqual([])
    expect(settingOf(unit, "test")).toBe("pytest (the environment)")
  })
})

describe("the Python of a unit", () => {
  const python = (requires: string, more: Record<string, string> = {}): string | undefined => {
    const text = `[project]\nname = "svc"\nversion = "0"\nrequires-python = "${requires}"\n`
    return settingOf(unitOf(planOf({ "a/svc/pyproject.toml": text, ...more })), "python")
  }

  it.each([
    [">=3.9", {}, "3.12 (default)"],
    [">=3.13", {}, "3.13 (requires-python >=3.13)"],
    ["<3.12", {}, "3.11 (requires-python <3.12)"],
    [">=3.12.4", {}, "3.12 (default)"],
    ["", { ".python-version": "3.11\n" }, "3.11 (.python-version)"],
    [
      "",
      { ".python-version": "3.11\n", "a/svc/.python-version": "cpython-3.13.2\n" },
      "3.13.2 (a/svc/.python-version)",
    ],
    [">=3.12", { ".python-version": "3.11\n" }, "3.12 (default)"],
    ["", { ".python-version": "pypy3.10\n" }, "3.12 (default)"],
    [
      ">=3.9",
      { "slipway.yaml": 'python: {version: "3.14"}' },
      "3.14 (slipway.yaml python.version)",
    ],
  ])("that requires %j with %j is %s", (requires, more, expected) => {
    expect(python(requires, more)).toBe(expected)
  })
})
