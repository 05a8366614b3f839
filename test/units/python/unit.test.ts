import { describe, expect, it } from "vitest"

import { dedent } from "../../support/dedent.ts"
import {
  planOf,
  settingOf,
  stagesOf,
  stepNames,
  taskOf,
  unitOf,
  verdictOf,
} from "../../support/plan-of.ts"

const lock =
  'version = 1\n[[package]]\nname = "svc"\nversion = "0"\ndependencies = [{ name = "httpx" }]\n[[package]]\nname = "httpx"\nversion = "0.28.1"\nsource = { registry = "https://pypi.org/simple" }\n'

function project(extra = "", more = ""): string {
  return `[project]\nname = "svc"\nversion = "0"\nrequires-python = ">=3.11"\n${extra}\n${more}`
}

describe("a locked project", () => {
  const files = {
    "services/svc/pyproject.toml": project(
      'dependencies = ["httpx"]',
      '[build-system]\nrequires = ["hatchling"]\n',
    ),
    "services/svc/uv.lock": lock,
    "services/svc/tests/test_app.py": "",
    "services/svc/app/main.py": "",
    "ruff.toml": "",
  }

  it("installs the locked dependencies before it sees the sources, then itself", () => {
    const unit = unitOf(planOf(files))
    expect(stepNames(unit)).toEqual(["lint", "test"])
    expect(stagesOf(taskOf(unit, "test"))).toEqual([
      {
        label: "dependencies",
        inputs: ["services/svc/pyproject.toml", "services/svc/uv.lock"],
        run: [
          "services/svc: uv sync --locked --no-install-project --no-install-workspace --compile-bytecode",
        ],
      },
      {
        label: "project",
        inputs: ["ruff.toml", "services/svc"],
        run: ["services/svc: uv sync --locked"],
      },
      {
        label: "tools",
        inputs: [],
        run: [".: uv pip install --python services/svc/.venv/bin/python pytest==9.2.0"],
      },
    ])
    expect(unit.notes).toEqual(["pytest is not a dependency: Slipway installs pytest==9.2.0"])
  })

  it("runs pytest so that it says what it ran, and knows its sign of nothing", () => {
    const task = taskOf(unitOf(planOf(files)), "test")
    expect(task.command).toEqual({
      argv: ["python", "-m", "pytest", "--junit-xml=.slipway/junit.xml"],
      cwd: "services/svc",
    })
    expect(task.reports).toEqual({ junit: ".slipway/junit.xml" })
    expect(task.counting).toEqual({ noTestsExit: 5, junitRequired: true })
    expect(task.path).toEqual(["services/svc/.venv/bin"])
    expect(task.image).toBe("python:3.12-slim-bookworm")
  })

  it("lints with the sources alone", () => {
    const task = taskOf(unitOf(planOf(files)), "lint")
    expect(stagesOf(task)).toEqual([
      { label: "source", inputs: ["ruff.toml", "services/svc"], run: [] },
    ])
    expect(task.command.argv).toEqual([
      "uv",
      "tool",
      "run",
      "--from",
      "ruff==0.17.6",
      "ruff",
      "check",
      "--no-cache",
      ".",
    ])
  })

  it("takes the locked version of ruff", () => {
    const withRuff = `${lock.replace('{ name = "httpx" }', '{ name = "httpx" }, { name = "ruff" }')}[[package]]\nname = "ruff"\nversion = "0.9.1"\n`
    const unit = unitOf(planOf({ ...files, "services/svc/uv.lock": withRuff }))
    expect(taskOf(unit, "lint").title).toBe("ruff 0.9.1 check")
    expect(settingOf(unit, "lint")).toBe("ruff 0.9.1 check (uv.lock)")
  })

  it("needs one sync for a project that is not itself installed", () => {
    const unit = unitOf(planOf({ ...files, "services/svc/pyproject.toml": project() }))
    expect(stagesOf(taskOf(unit, "test"))[0]!.run).toEqual([
      "services/svc: uv sync --locked --compile-bytecode",
    ])
    expect(stagesOf(taskOf(unit, "test")).map(({ label }) => label)).toEqual([
      "dependencies",
      "source",
      "tools",
    ])
  })

  it("puts the sources first where the metadata is computed from them", () => {
    const dynamic = project(
      'dynamic = ["dependencies"]',
      "[build-system]\nrequires = []\n",
    ).replace('version = "0"\n', "")
    const unit = unitOf(planOf({ ...files, "services/svc/pyproject.toml": dynamic }))
    expect(stagesOf(taskOf(unit, "test"))[0]).toEqual({
      label: "dependencies",
      inputs: ["ruff.toml", "services/svc"],
      run: [
        "services/svc: uv sync --locked --no-install-project --no-install-workspace --compile-bytecode",
        "services/svc: uv sync --locked",
      ],
    })
  })

  it("tells setuptools-scm a version, as git's tags are no input", () => {
    const scm = project(
      "",
      '[build-system]\nrequires = ["setuptools>=80", "setuptools_scm[toml]"]\n',
    )
    const unit = unitOf(planOf({ ...files, "services/svc/pyproject.toml": scm }))
    expect(taskOf(unit, "test").env.SETUPTOOLS_SCM_PRETEND_VERSION).toBe("0.0.0")
    expect(taskOf(unitOf(planOf(files)), "test").env.SETUPTOOLS_SCM_PRETEND_VERSION).toBeUndefined()
  })

  it("checks the lock against itself and downloads its hashes from another index", () => {
    const unit = unitOf(
      planOf({ ...files, "slipway.yaml": "python: {index: 'https://pypi.example.com/simple'}" }),
    )
    const task = taskOf(unit, "test")
    expect(stagesOf(task).slice(0, 2)).toEqual([
      {
        label: "dependencies",
        inputs: ["services/svc/pyproject.toml", "services/svc/uv.lock"],
        run: [
          "services/svc: env -u UV_DEFAULT_INDEX uv lock --check --offline",
          "services/svc: uv export --quiet --frozen --no-emit-project --no-emit-workspace --no-emit-local --format requirements.txt -o .slipway-requirements.txt",
          "services/svc: uv venv --quiet --allow-existing .venv",
          "services/svc: uv pip install --python .venv/bin/python --default-index https://pypi.example.com/simple --compile-bytecode --require-hashes -r .slipway-requirements.txt",
        ],
      },
      {
        label: "project",
        inputs: ["ruff.toml", "services/svc"],
        run: [
          "services/svc: uv pip install --python .venv/bin/python --default-index https://pypi.example.com/simple --no-deps -e .",
        ],
      },
    ])
    expect(task.env.UV_DEFAULT_INDEX).toBe("https://pypi.example.com/simple")
    expect(settingOf(unit, "install")).toBe(
      "uv.lock, downloaded from https://pypi.example.com/simple (services/svc/pyproject.toml)",
    )
  })

  it("syncs as ever where the index is the lock's own", () => {
    const unit = unitOf(
      planOf({ ...files, "slipway.yaml": "python: {index: 'https://pypi.org/simple/'}" }),
    )
    expect(settingOf(unit, "install")).toBe("uv sync --locked (services/svc/pyproject.toml)")
  })

  it("leaves a lock that cannot be read to uv, which says what is wrong with it", () => {
    const unit = unitOf(planOf({ ...files, "services/svc/uv.lock": "<<<<<<< HEAD\n" }))
    expect(stagesOf(taskOf(unit, "test"))[0]!.run).toEqual([
      "services/svc: uv sync --locked --no-install-project --no-install-workspace --compile-bytecode",
    ])
  })
})

describe("a project without a lock", () => {
  it("installs what is declared, and says that versions are not fixed", () => {
    const unit = unitOf(
      planOf({
        "svc/pyproject.toml": project(
          'dependencies = ["httpx"]\n[project.optional-dependencies]\ntest = ["pytest-asyncio"]\ndocs = ["sphinx"]',
          '[dependency-groups]\ndev = ["mypy"]\nlint = ["ruff==0.9.0"]\n',
        ),
      }),
    )
    expect(stagesOf(taskOf(unit, "test"))[0]).toEqual({
      label: "dependencies",
      inputs: ["svc/pyproject.toml"],
      run: [
        "svc: uv venv --quiet .venv",
        "svc: uv pip install --python .venv/bin/python --compile-bytecode -r pyproject.toml --extra test --group dev --group lint",
      ],
    })
    expect(unit.notes).toEqual([
      "no uv.lock: the versions are resolved anew on each install; write one with: uv lock --project svc",
    ])
    expect(taskOf(unit, "lint").title).toBe("ruff 0.9.0 check")
    expect(settingOf(unit, "test")).toBe("pytest (the environment)")
  })
})

describe("what cannot be planned", () => {
  const invalid = (files: Record<string, string>, links: Record<string, string> = {}): string => {
    const unit = unitOf(planOf(files, [], links))
    expect(stepNames(unit)).toEqual(["test: invalid"])
    return verdictOf(unit, "test").message
  }

  it("names the place of a TOML error", () => {
    expect(invalid({ "svc/pyproject.toml": '[project]\nname = "svc\n' })).toMatch(
      /^svc\/pyproject\.toml:2:\d+ is not valid TOML: Invalid TOML document: /,
    )
  })

  it("is a Poetry project without [project]", () => {
    expect(invalid({ "svc/pyproject.toml": '[tool.poetry]\nname = "svc"\n' })).toBe(
      "svc/pyproject.toml is a Poetry project without a [project] table. Add one (uv and Poetry 2 both read it), or say how it is tested: units.svc.kind: custom",
    )
  })

  it("is a Python that no release has", () => {
    const text = project().replace(">=3.11", ">=4")
    expect(invalid({ "svc/pyproject.toml": text })).toBe(
      "svc/pyproject.toml requires Python >=4; Slipway knows 3.12, 3.13, 3.14, 3.11, 3.10, 3.9. Name one: units.svc.python.version",
    )
  })

  it("is a configured Python that the project does not take", () => {
    expect(
      invalid({ "svc/pyproject.toml": project(), "slipway.yaml": 'python: {version: "3.9"}' }),
    ).toBe(
      "slipway.yaml python.version asks for Python 3.9, but svc/pyproject.toml requires >=3.11",
    )
  })

  it("is an extra that is not declared, with the nearest", () => {
    const text = project('[project.optional-dependencies]\ntesting = ["pytest"]\n')
    expect(
      invalid({ "svc/pyproject.toml": text, "slipway.yaml": "units: {svc: {extras: [testin]}}" }),
    ).toBe(
      'units.svc.extras names "testin", but svc/pyproject.toml has testing; did you mean "testing"? (dependency groups are another setting)',
    )
    expect(
      invalid({ "svc/pyproject.toml": text, "slipway.yaml": "units: {svc: {groups: [testing]}}" }),
    ).toBe(
      'units.svc.groups names "testing", but svc/pyproject.toml declares no groups (extras are another setting)',
    )
  })

  it("is a link out of the repository, unless it lies in a directory that is left out", () => {
    const files = { "svc/pyproject.toml": project() }
    const links = { "svc/data/models": "/mnt/models" }
    expect(invalid(files, links)).toBe(
      "a link leaves the repository: svc/data/models -> /mnt/models. A container cannot follow it; replace it by a copy, or leave its directory out: units.svc.exclude",
    )
    const config = { "slipway.yaml": "units: {svc: {exclude: [svc/data/]}}" }
    const unit = unitOf(planOf({ ...files, ...config }, [], links))
    expect(stagesOf(taskOf(unit, "lint"))[0]!.inputs).toEqual(["svc - svc/data"])
  })

  it("is a path dependency that is not there, or that no container has", () => {
    const at = (path: string): string =>
      project("", `[tool.uv.sources]\ncommon = { path = "${path}" }\n`)
    expect(invalid({ "svc/pyproject.toml": at("../libs/common") })).toBe(
      "svc/pyproject.toml [tool.uv.sources] names libs/common, which is not there",
    )
    expect(invalid({ "svc/pyproject.toml": at("../../common") })).toBe(
      "svc/pyproject.toml [tool.uv.sources] common: ../../common leaves the repository: a container has only the repository",
    )
  })
})

describe("tests", () => {
  const files = { "svc/pyproject.toml": project() }

  it("are missed where there are none", () => {
    const unit = unitOf(planOf(files))
    expect(verdictOf(unit, "test")).toEqual({
      status: "no-tests",
      message:
        "svc has no tests: no test_*.py or *_test.py, and pytest is not a dependency. Add tests, or say that there are none: units.svc.tests: none",
    })
  })

  it("are not missed where slipway.yaml says that there are none", () => {
    const unit = unitOf(planOf({ ...files, "slipway.yaml": "units: {svc: {tests: none}}" }))
    expect(stepNames(unit)).toEqual(["lint"])
    expect(settingOf(unit, "test")).toBe("none (slipway.yaml units.svc.tests)")
  })

  it("measure the unit's packages where pytest-cov is a dependency", () => {
    const unit = unitOf(
      planOf({ "svc/pyproject.toml": project('dependencies = ["pytest-cov"]') }, [
        "svc/app/main.py",
        "svc/src/pkg/x.py",
        "svc/tests/test_x.py",
        "svc/setup.py",
      ]),
    )
    const task = taskOf(unit, "test")
    expect(task.command.argv.slice(4)).toEqual([
      "--cov=app",
      "--cov=src/pkg",
      "--cov-report=xml:.slipway/coverage.xml",
    ])
    expect(task.reports.coverage).toBe(".slipway/coverage.xml")
  })

  it("measure what slipway.yaml names, installing pytest-cov for it, or nothing", () => {
    const at = (coverage: string) =>
      taskOf(
        unitOf(
          planOf({ ...files, "slipway.yaml": `units: {svc: {coverage: ${coverage}}}` }, [
            "svc/test_a.py",
          ]),
        ),
        "test",
      )
    expect(at("[app]").command.argv.slice(4)).toEqual([
      "--cov=app",
      "--cov-report=xml:.slipway/coverage.xml",
    ])
    expect(stagesOf(at("[app]")).at(-1)!.run).toEqual([
      ".: uv pip install --python svc/.venv/bin/python pytest==9.2.0 pytest-cov==7.1.0",
    ])
    expect(at("[]").reports).toEqual({ junit: ".slipway/junit.xml" })
  })
})

describe("a virtual environment in the unit", () => {
  const files = {
    "svc/pyproject.toml": project("", '[build-system]\nrequires = ["hatchling"]\n'),
    "svc/uv.lock": lock,
    "svc/test_a.py": "",
    "svc/env/pyvenv.cfg": "",
    "svc/env/lib/test_b.py": "",
  }

  it("is no input of any stage, and its links are none of the unit's", () => {
    const unit = unitOf(planOf(files, [], { "svc/env/bin/python3": "/usr/bin/python3" }))
    expect(stagesOf(taskOf(unit, "lint"))).toEqual([
      { label: "source", inputs: ["svc - svc/env"], run: [] },
    ])
    expect(stagesOf(taskOf(unit, "test")).map(({ label, inputs }) => [label, inputs])).toEqual([
      ["dependencies", ["svc/pyproject.toml", "svc/uv.lock"]],
      ["project", ["svc - svc/env"]],
      ["tools", []],
    ])
  })

  it("is none either where requirements install the unit itself, or at the root", () => {
    const config = "units: {svc: {path: svc}}\nsteps: {x: {run: [a], inputs: [svc]}}"
    const own = { "svc/requirements.txt": "-e .\n", "svc/pyproject.toml": "[tool.x]\n" }
    const plan = planOf({ ...files, ...own, "slipway.yaml": config }, ["svc/setup.py"])
    const [dependencies] = stagesOf(taskOf(unitOf(plan), "test"))
    expect(dependencies!.inputs).toEqual(["svc - svc/env"])
    const root = plan.root.flatMap((each) => ("task" in each ? stagesOf(each.task) : []))
    expect(root.map((stage) => stage.inputs)).toEqual([["svc - svc/env"]])
  })
})

describe("steps", () => {
  const files = {
    "svc/pyproject.toml": project("", "[tool.ruff.format]\n[tool.mypy]\nstrict = true\n"),
    "svc/test_a.py": "",
  }
  const unit = (config: string, more = {}) =>
    unitOf(planOf({ ...files, "slipway.yaml": config, ...more }))

  it("are those that the project configures", () => {
    expect(stepNames(unit(""))).toEqual(["lint", "format", "typecheck", "test"])
    expect(taskOf(unit(""), "typecheck").command.argv).toEqual(["mypy", "."])
    expect(stagesOf(taskOf(unit(""), "typecheck")).at(-1)!.run).toEqual([
      ".: uv pip install --python svc/.venv/bin/python mypy==2.4.1",
    ])
  })

  it("format where the nearest ruff configuration has a table for it, as ruff looks it up", () => {
    const plain = { "svc/pyproject.toml": project() }
    expect(stepNames(unit("", { ...plain, "ruff.toml": "[format]\n" }))).toEqual([
      "lint",
      "format",
      "test",
    ])
    expect(
      stepNames(unit("", { ...plain, "ruff.toml": "[format]\n", "svc/ruff.toml": "" })),
    ).toEqual(["lint", "test"])
  })

  it("let mypy's own settings say what it checks", () => {
    const own = { "svc/pyproject.toml": project("", '[tool.mypy]\nfiles = ["app"]\n') }
    expect(taskOf(unit("", own), "typecheck").command.argv).toEqual(["mypy"])
  })

  it.each([
    ["mypy.ini", "[mypy]\nstrict = True\n\n[mypy-x.*]\nfiles = a\n", ["mypy", "."]],
    ["mypy.ini", "[mypy]\npackages: app\n", ["mypy"]],
    ["setup.cfg", "[options]\npackages = find:\n[mypy]\nstrict = True\n", ["mypy", "."]],
    ["setup.cfg", "[mypy]\nmodules = app\n[options]\npackages = find:\n", ["mypy"]],
  ])("take them from mypy's section of %s alone: %j", (file, text, argv) => {
    const own = { "svc/pyproject.toml": project(), [`svc/${file}`]: text }
    expect(taskOf(unit("", own), "typecheck").command.argv).toEqual(argv)
  })

  it("ask only the first file that configures mypy", () => {
    const own = { "svc/mypy.ini": "[mypy]\n", "svc/setup.cfg": "[mypy]\nfiles = app\n" }
    expect(taskOf(unit("", own), "typecheck").command.argv).toEqual(["mypy", "."])
  })

  it("that slipway.yaml changes and the project does not configure are red, and say why", () => {
    const plain = { "svc/pyproject.toml": project() }
    const made = unit(
      "units: {svc: {steps: {format: {args: [--diff]}, typecheck: {timeout: 1m}}}}",
      plain,
    )
    expect(verdictOf(made, "format")).toEqual({
      status: "missing",
      message:
        "svc configures no formatter: ruff finds no format table in its configuration. Configure one, give the step a command: units.svc.steps.format.run, or take out units.svc.steps.format",
    })
    expect(verdictOf(made, "typecheck")).toEqual({
      status: "missing",
      message:
        "svc configures no type checker: neither mypy nor pyright. Configure one, give the step a command: units.svc.steps.typecheck.run, or take out units.svc.steps.typecheck",
    })
    const off = unit("units: {svc: {steps: {format: false, typecheck: false}}}", plain)
    expect(stepNames(off)).toEqual(["lint", "test"])
    expect(settingOf(off, "format")).toBe("off (slipway.yaml units.svc.steps.format)")
  })

  it("name what they should not see and what is not there", () => {
    expect(unit("units: {svc: {exclude: [svc/dist, svc/.venv, svc/test_a.py]}}").notes).toEqual([
      "no uv.lock: the versions are resolved anew on each install; write one with: uv lock --project svc",
      "pytest is not a dependency: Slipway installs pytest==9.2.0",
      "units.svc.exclude.0: svc/dist is not there, so nothing is left out",
    ])
  })

  it("check types with pyright where that is configured", () => {
    const own = { "svc/pyproject.toml": project(), "svc/pyrightconfig.json": "{}" }
    expect(taskOf(unit("", own), "typecheck").command.argv).toEqual(["pyright"])
  })

  it("can be turned off, added and replaced", () => {
    const changed = unit(dedent`
      units:
        svc:
          env: {A: "1"}
          setup: [[make, protos]]
          steps:
            format: false
            typecheck: {run: [mypy, -p, app], timeout: 90s, env: {B: "2"}}
            migrations: {run: [alembic, check]}
            test: {args: [-x], junit: out/j.xml}
    `)
    expect(stepNames(changed)).toEqual(["lint", "typecheck", "test", "migrations"])
    expect(settingOf(changed, "format")).toBe("off (slipway.yaml units.svc.steps.format)")
    const typecheck = taskOf(changed, "typecheck")
    expect(typecheck.command).toEqual({ argv: ["mypy", "-p", "app"], cwd: "svc" })
    expect([typecheck.timeoutSeconds, typecheck.stageTimeoutSeconds]).toEqual([90, 1800])
    expect([typecheck.env.A, typecheck.stepEnv]).toEqual(["1", { B: "2" }])
    expect(stagesOf(taskOf(changed, "migrations")).at(-1)).toEqual({
      label: "source",
      inputs: ["svc"],
      run: ["svc: make protos"],
    })
    const test = taskOf(changed, "test")
    expect(test.command.argv).toEqual([
      "python",
      "-m",
      "pytest",
      "--junit-xml=.slipway/junit.xml",
      "-x",
    ])
    expect(test.reports.junit).toBe("out/j.xml")
  })

  it("all off is a unit that says that nothing is checked", () => {
    const off = unit(
      "units: {svc: {tests: none, steps: {lint: false, format: false, typecheck: false}}}",
    )
    expect(stepNames(off)).toEqual([])
    expect(off.notes.at(-1)).toBe("no step: nothing is checked here")
  })
})

describe("settings of slipway.yaml", () => {
  it("choose images, mirrors, versions, secrets and services", () => {
    const unit = unitOf(
      planOf(
        {
          "svc/pyproject.toml": project(),
          "slipway.yaml": dedent`
            mirrors: {docker.io: mirror.example.com/hub, ghcr.io: mirror.example.com/gh/}
            python: {uv: "0.9.0", ruff: "0.1.2"}
            units:
              svc:
                secrets: [TOKEN]
                services: {db: {image: "postgres:17", port: 5432, env: {POSTGRES_PASSWORD: x}}}
          `,
        },
        ["svc/test_a.py"],
      ),
    )
    const task = taskOf(unit, "test")
    expect(task.image).toBe("mirror.example.com/hub/library/python:3.12-slim-bookworm")
    expect(task.toolFiles).toEqual([
      { image: "mirror.example.com/gh/astral-sh/uv:0.9.0", path: "/uv", to: "/usr/local/bin/uv" },
    ])
    expect(task.services).toEqual([
      {
        name: "db",
        image: "mirror.example.com/hub/library/postgres:17",
        port: 5432,
        env: { POSTGRES_PASSWORD: "x" },
      },
    ])
    expect(task.secrets).toEqual(["TOKEN"])
    expect(taskOf(unit, "lint").services).toEqual([])
    expect(settingOf(unit, "lint")).toBe("ruff 0.1.2 check (slipway.yaml python.ruff)")
  })

  it("let a unit have an image of its own, and then only a container will do", () => {
    const unit = unitOf(
      planOf(
        { "svc/pyproject.toml": project(), "slipway.yaml": "units: {svc: {image: 'my/python:1'}}" },
        ["svc/test_a.py"],
      ),
    )
    expect(taskOf(unit, "test").image).toBe("my/python:1")
    expect(taskOf(unit, "test").toolchain.ownImage).toBe(true)
    expect(settingOf(unit, "image")).toBe("my/python:1 (slipway.yaml units.svc.image)")
  })
})
