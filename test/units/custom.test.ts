import { describe, expect, it } from "vitest"

import { dedent } from "../support/dedent.ts"
import {
  planOf,
  settingOf,
  stagesOf,
  stepNames,
  taskOf,
  unitOf,
  verdictOf,
} from "../support/plan-of.ts"

const unit = (config: string) =>
  unitOf(planOf({ "go/main.go": "", "shared/x": "", "slipway.yaml": config }))

describe("a custom unit", () => {
  it("runs its commands in its image, on its inputs", () => {
    const made = unit(dedent`
      units:
        go:
          path: go
          kind: custom
          image: golang:1.24
          inputs: [./shared/]
          setup: [[go, mod, download]]
          steps:
            test: {run: [go, test, ./...], junit: out.xml}
            lint: {run: [go, vet], timeout: 2m}
            old: false
    `)
    expect(stepNames(made)).toEqual(["lint", "test"])
    const test = taskOf(made, "test")
    expect([test.image, test.toolchain.ownImage, test.command]).toEqual([
      "golang:1.24",
      true,
      { argv: ["go", "test", "./..."], cwd: "go" },
    ])
    expect(test.counting).toEqual({ junitRequired: true })
    expect(stagesOf(test)).toEqual([
      { label: "source", inputs: ["go", "shared"], run: ["go: go mod download"] },
    ])
    expect(taskOf(made, "lint").timeoutSeconds).toBe(120)
    expect(settingOf(made, "test")).toBe("go test ./... (slipway.yaml units.go.steps.test)")
  })

  it("says what it lacks", () => {
    const message = (config: string): string => verdictOf(unit(config), "test").message
    expect(message("units: {go: {path: go, kind: custom}}")).toBe(
      "units.go.image is missing: a unit of kind custom names the image its steps run in",
    )
    expect(
      message("units: {go: {path: go, kind: custom, image: x, steps: {lint: {timeout: 1m}}}}"),
    ).toBe("units.go.steps.lint.run is missing: a step of a custom unit is a command")
    expect(
      message("units: {go: {path: go, kind: custom, image: x, steps: {lint: {run: [a]}}}}"),
    ).toBe(
      'go has no step "test". Add units.go.steps.test.run, or say that there are no tests: units.go.tests: none',
    )
  })

  it("has no test where slipway.yaml says so", () => {
    expect(
      stepNames(
        unit(
          "units: {go: {path: go, kind: custom, image: x, tests: none, steps: {lint: {run: [a]}}}}",
        ),
      ),
    ).toEqual(["lint"])
  })
})
