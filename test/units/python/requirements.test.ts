import { describe, expect, it } from "vitest"

import { settingOf, planOf, stagesOf, taskOf, unitOf, verdictOf } from "../../support/plan-of.ts"

const names = ["svc/test_app.py"]

describe("a unit with requirement files alone", () => {
  it("installs them with the usual companions for tests, and what they include", () => {
    const unit = unitOf(
      planOf(
        {
          "svc/requirements.txt":
            "-r ../base/requirements.txt\n--hash=x\nhttpx==0.28.1 # why\n\n# comment\n-c constraints.txt\n",
          "svc/requirements-dev.txt": "pytest==8.4.0\npytest-cov\n-e ../libs/common[extra]\n",
          "svc/requirements-docs.txt": "sphinx\n",
          "svc/requirements/test.txt": "-rprod.txt\n../libs/other ; python_version > '3'\n",
          "svc/requirements/prod.txt": "flask\n",
          "svc/constraints.txt": "",
          "base/requirements.txt":
            "--index-url https://pypi.example.com/simple\nruff==0.8.0\n-r https://example.com/r.txt\n-e git+https://example.com/x#egg=x\n",
        },
        [...names, "libs/common/setup.py", "libs/other/setup.py"],
      ),
    )
    expect(stagesOf(taskOf(unit, "test"))).toEqual([
      {
        label: "dependencies",
        inputs: [
          "base/requirements.txt",
          "libs/common",
          "libs/other",
          "svc/constraints.txt",
          "svc/requirements-dev.txt",
          "svc/requirements.txt",
          "svc/requirements/prod.txt",
          "svc/requirements/test.txt",
        ],
        run: [
          "svc: uv venv --quiet .venv",
          "svc: uv pip install --python .venv/bin/python --compile-bytecode -r requirements-dev.txt -r requirements.txt -r requirements/test.txt",
        ],
      },
      { label: "source", inputs: ["svc"], run: [] },
    ])
    expect(taskOf(unit, "lint").title).toBe("ruff 0.8.0 check")
    expect(taskOf(unit, "test").reports.coverage).toBe(".slipway/coverage.xml")
  })

  it.each([
    ["vendor/foo", ["svc/vendor/foo"]],
    ["vendor/foo[extra] ; python_version > '3'", ["svc/vendor/foo"]],
    ["foo @ ./vendor/foo", ["svc/vendor/foo"]],
    ["bar-1.0-py3-none-any.whl", ["svc/bar-1.0-py3-none-any.whl"]],
    ["file:vendor/foo", ["svc/vendor/foo"]],
    ["--find-links ./wheels", ["svc/wheels"]],
    ["--find-links=wheels/", ["svc/wheels"]],
    ["-f wheels", ["svc/wheels"]],
    ["-f https://example.com/wheels", []],
    ["vendor", []],
    ["foo@https://example.com/foo/bar.whl", []],
    ["https://example.com/foo/bar.whl", []],
    ["${HOME}/foo.whl", []],
  ])("brings what %j names", (line, brought) => {
    const there = ["vendor/foo/setup.py", "wheels/a.whl", "bar-1.0-py3-none-any.whl"]
    const files = { "svc/requirements.txt": `httpx\n${line}\n` }
    const unit = unitOf(planOf(files, [...names, ...there.map((file) => `svc/${file}`)]))
    expect(stagesOf(taskOf(unit, "test"))[0]!.inputs).toEqual(
      ["svc/requirements.txt", ...brought].sort(),
    )
  })

  it("looks for archives beside the list and where it is installed", () => {
    const files = {
      "svc/requirements.txt": "-r ../deps/base.txt\n",
      "deps/base.txt": "-f wheels\n-r common.txt\n",
      "deps/common.txt": "pytest==8.3.4\n",
    }
    const unit = unitOf(planOf(files, [...names, "svc/wheels/a.whl", "deps/wheels/b.whl"]))
    expect(stagesOf(taskOf(unit, "test"))).toHaveLength(2)
    expect(stagesOf(taskOf(unit, "test"))[0]!.inputs).toEqual([
      "deps/base.txt",
      "deps/common.txt",
      "deps/wheels",
      "svc/requirements.txt",
      "svc/wheels",
    ])
  })

  it("brings all that is beside a list which it cannot read", () => {
    const files = { "svc/requirements.txt": "httpx\n-r lists/base.txt\n", "svc/lists/base.txt": "" }
    const [install] = stagesOf(taskOf(unitOf(planOf(files, names)), "test"))
    expect(install!.inputs).toContain("svc/lists")
  })

  it.each([["-e ."], [".[dev]"], ["./"]])(
    "that installs itself by %s brings its sources first",
    (line) => {
      const unit = unitOf(planOf({ "requirements.txt": `${line}\n` }, ["setup.py", "test_a.py"]))
      expect(stagesOf(taskOf(unit, "test"))[0]!.inputs).toEqual([""])
    },
  )

  it("installs the files that slipway.yaml names", () => {
    const config = "units: {svc: {requirements: [requirements/ci.txt]}}"
    const unit = unitOf(
      planOf(
        { "svc/requirements.txt": "", "svc/requirements/ci.txt": "", "slipway.yaml": config },
        names,
      ),
    )
    expect(settingOf(unit, "install")).toBe("uv pip install -r requirements/ci.txt (requirements)")
  })

  it.each([
    ["-r base.txt", "svc/requirements.txt:2 names base.txt, which is not in the repository"],
    [
      "--constraint ../../up.txt",
      "svc/requirements.txt:2 names ../../up.txt, which is not in the repository",
    ],
    ["vendor/gone", "svc/requirements.txt:2 names vendor/gone, which is not in the repository"],
    ["gone.tar.gz", "svc/requirements.txt:2 names gone.tar.gz, which is not in the repository"],
    [
      "-r ${HOME}/x.txt",
      "svc/requirements.txt:2 names ${HOME}/x.txt, which is not in the repository",
    ],
    ["-f wheels", "svc/requirements.txt:2 names wheels, which is not in the repository"],
    ["-e ../gone[x]", "svc/requirements.txt:2 names ../gone, which is not in the repository"],
    [
      "./vendor/x.whl",
      "svc/requirements.txt:2 names ./vendor/x.whl, which is not in the repository",
    ],
  ])("says where %j leads nowhere", (line, message) => {
    const unit = unitOf(planOf({ "svc/requirements.txt": `httpx\n${line}\n` }, names))
    expect(verdictOf(unit, "test")).toEqual({ status: "invalid", message })
  })

  it("says which configured file is not there", () => {
    const config = "units: {svc: {requirements: [ci.txt]}}"
    const unit = unitOf(planOf({ "svc/requirements.txt": "", "slipway.yaml": config }, names))
    expect(verdictOf(unit, "test").message).toBe(
      "svc/ci.txt is not there; name the files to install: units.svc.requirements",
    )
  })
})
