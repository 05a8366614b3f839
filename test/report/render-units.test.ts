import { describe, expect, it } from "vitest"

import { renderUnits } from "../../src/report/render-units.ts"
import { dedent } from "../support/dedent.ts"
import { planOf } from "../support/plan-of.ts"

const plan = planOf({
  "svc/requirements.txt": "pytest\n",
  "svc/test_a.py": "",
  "go/main.go": "",
  "web/package.json": "{}",
  "slipway.yaml":
    "units: {go: {path: go, kind: custom}}\nsteps: {make: {run: [make, all], image: gcc, inputs: [go]}}",
})

describe("renderUnits", () => {
  it("shows units, where each setting is from, what cannot run, and what is no unit", () => {
    const text = renderUnits(plan, "table")
    expect(text).toContain("go    custom  go    test (invalid)\nsvc   python  svc   lint, test\n")
    expect(text).toMatch(/^svc {3}install +uv pip install -r requirements\.txt +requirements$/m)
    expect(text.slice(text.indexOf("Steps outside"))).toBe(
      dedent`
      Steps outside units:
      - (root) \u00b7 make: make all

      Steps that cannot run:
      - go \u00b7 test: invalid: units.go.image is missing: a unit of kind custom names the image its steps run in

      Not units:
      - web: web/package.json has no lock file, and belongs to no workspace that has one
    `,
    )
  })

  it("is JSON for programs", () => {
    expect(JSON.parse(renderUnits(plan, "json"))).toMatchObject({
      units: [
        { name: "go", path: "go", kind: "custom", steps: [{ step: "test", status: "invalid" }] },
        {
          name: "svc",
          steps: [
            { step: "lint", image: "python:3.12-slim-bookworm" },
            { step: "test", command: ["python", "-m", "pytest", "--junit-xml=.slipway/junit.xml"] },
          ],
        },
      ],
      steps: [{ step: "make", command: ["make", "all"], image: "gcc" }],
      notUnits: [{ path: "web" }],
    })
  })

  it("is Markdown for a job's summary", () => {
    expect(renderUnits(plan, "markdown")).toContain(
      "| unit | kind | path | steps |\n| --- | --- | --- | --- |\n| go | custom |",
    )
  })
})
