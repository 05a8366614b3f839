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
          "base/requirements.txt":
            "--index-url https://pypi.example.com/simple\nruff==0.8.0\n-r https://example.com/r.txt\n-e git+https://example.com/x#egg=x\n",
        },
        [...names, "svc/constraints.txt", "libs/common/setup.py", "libs/other/setup.py"],
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

  it("that installs itself brings its sources first", () => {
    const unit = unitOf(planOf({ "requirements.txt": "-e .\n" }, ["setup.py", "test_a.py"]))
    expect(stagesOf(taskOf(unit, "test"))[0]!.inputs).toEqual([""])
  })

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
