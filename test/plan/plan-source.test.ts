import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

import { allSteps, findStep, selectUnits, tasksOf } from "../../src/plan/ci-plan.ts"
import { planSource } from "../../src/plan/plan-source.ts"
import { readHostTree } from "../../src/tree/host-tree.ts"
import { errorOf } from "../support/error-of.ts"
import { lostInputs, planOf } from "../support/plan-of.ts"
import { treeOf } from "../support/tree-of.ts"

const project = '[project]\nname = "x"\nversion = "0"\n'
const files = {
  "services/user-service/pyproject.toml": project,
  "services/user-service/test_a.py": "",
  "services/gallery/pyproject.toml": project,
  "slipway.yaml": "steps: {ruff: {kind: python, run: [ruff, check], inputs: [services]}}",
}
const plan = planOf(files)

describe("selectUnits", () => {
  it("takes all units and root steps when none is named, else the named units alone", () => {
    expect(selectUnits(plan, [])).toBe(plan)
    const some = selectUnits(plan, ["gallery"])
    expect(some.units.map(({ name }) => name)).toEqual(["gallery"])
    expect(some.root).toEqual([])
  })

  it("takes the steps outside units by their name, and beside units", () => {
    const names = (services: string[]) =>
      allSteps(selectUnits(plan, services)).map(({ unit, planned }) => `${unit} ${planned.step}`)
    expect(names(["(root)"])).toEqual(["(root) ruff"])
    expect(names(["(root)", "gallery"]).at(-1)).toBe("(root) ruff")
    expect(names(["(root)", "gallery"]).length).toBeGreaterThan(1)
  })

  it("knows no (root) where there is no step outside units", () => {
    const none = planOf({ ...files, "slipway.yaml": "" })
    expect(errorOf(() => selectUnits(none, ["(root)"]))).toEqual({
      code: "E_UNKNOWN_UNIT",
      message: 'there is no unit "(root)". The units are: gallery, user-service',
    })
  })

  it("keeps the names of all secrets, also of units that are not selected", () => {
    const config = "units: {gallery: {secrets: [A, B]}, user-service: {secrets: [B, C]}}"
    const all = planOf({ ...files, "slipway.yaml": config })
    expect(selectUnits(all, ["gallery"]).secrets).toEqual(["A", "B", "C"])
  })

  it("says which unit there is not, and the nearest", () => {
    expect(errorOf(() => selectUnits(plan, ["gallery", "user-servce"]))).toEqual({
      code: "E_UNKNOWN_UNIT",
      message:
        'there is no unit "user-servce"; did you mean "user-service"? The units are: gallery, user-service, (root)',
    })
    expect(errorOf(() => selectUnits(plan, ["zzz"])).message).toBe(
      'there is no unit "zzz". The units are: gallery, user-service, (root)',
    )
  })
})

describe("findStep", () => {
  it("finds a unit's step, and one outside units", () => {
    expect(findStep(plan, "user-service", "test").step).toBe("test")
    expect(findStep(plan, "(root)", "ruff").step).toBe("ruff")
  })

  it("says which step there is not, and the nearest", () => {
    expect(errorOf(() => findStep(plan, "user-service", "tset"))).toEqual({
      code: "E_UNKNOWN_STEP",
      message: 'user-service has no step "tset"; did you mean "test"? It has: lint, test',
    })
    expect(errorOf(() => findStep(plan, "user-service", "deploy")).message).toBe(
      'user-service has no step "deploy". It has: lint, test',
    )
    expect(errorOf(() => findStep(plan, "user", "test")).code).toBe("E_UNKNOWN_UNIT")
  })
})

describe("planSource", () => {
  it("reads the tree's slipway.yaml, or the one it is given, by its name", () => {
    expect(allSteps(plan).map(({ unit, planned }) => `${unit} ${planned.step}`)).toEqual([
      "gallery lint",
      "gallery test",
      "user-service lint",
      "user-service test",
      "(root) ruff",
    ])
    const other = planSource(treeOf(files), {
      services: [],
      config: { text: "discover: {include: ['**/gallery']}", file: "x.yaml" },
    })
    expect(allSteps(other)).toHaveLength(2)
    expect(
      errorOf(() =>
        planSource(treeOf(files), { services: [], config: { text: "a: 1", file: "x.yaml" } }),
      ).message,
    ).toMatch(/^x\.yaml has 1 problem/)
  })

  it("says what was looked for where there is no unit, and what only looks like one", () => {
    expect(errorOf(() => planOf({ "README.md": "", "web/package.json": "{}" }))).toEqual({
      code: "E_SOURCE",
      message:
        "no unit was found: no pyproject.toml with a [project], no package.json with a lock file, no requirements.txt beside Python code\n  web: web/package.json has no lock file, and belongs to no workspace that has one\nName one in slipway.yaml, for example:\nunits:\n  user-service:\n    path: services/user-service",
    })
  })

  it("has tasks only for what can run", () => {
    expect(tasksOf(plan).map(({ unit, step }) => `${unit} ${step}`)).toEqual([
      "gallery lint",
      "user-service lint",
      "user-service test",
      "(root) ruff",
    ])
  })

  it("gives the example the same plan twice, with inputs that are there", () => {
    const root = new URL("../../examples/studio", import.meta.url).pathname
    const first = planSource(readHostTree(root), { services: [] })
    expect(planSource(readHostTree(root), { services: [] })).toEqual(first)
    expect(
      first.units.map(({ name, steps }) => `${name}: ${steps.map(({ step }) => step).join(", ")}`),
    ).toEqual([
      "frontend: lint, typecheck, test",
      "studio-common: lint, test",
      "ai-worker: lint, test",
      "gallery-service: lint, test",
      "generation-service: lint, test",
      "payment-service: lint, typecheck, test",
      "user-service: lint, test",
    ])
    expect(lostInputs(readHostTree(root), first)).toEqual([])
  })

  it("is a pure function on any tree, and every task's inputs are there", () => {
    const path = fc.constantFrom("a", "b", "b/c", "b/c d", "가/나")
    const text = fc.constantFrom<[string, string]>(
      ["pyproject.toml", project],
      [
        "pyproject.toml",
        '[project]\nname = "x"\nversion = "0"\n[build-system]\nrequires = []\n[tool.uv.sources]\ny = { path = "../c" }\n',
      ],
      ["pyproject.toml", '[tool.uv.workspace]\nmembers = ["*"]\n'],
      ["pyproject.toml", "broken ="],
      ["uv.lock", "version = 1\n"],
      [
        "package.json",
        '{"name": "x", "scripts": {"test": "jest", "prepare": "x"}, "dependencies": {"y": "file:../a"}}',
      ],
      ["package.json", '{"workspaces": ["*"], "scripts": {"lint": "eslint"}}'],
      ["package-lock.json", "{}"],
      ["pnpm-lock.yaml", ""],
      ["pnpm-workspace.yaml", "packages: ['**']"],
      ["requirements.txt", "-r ../a/requirements.txt\n-e ../b\n"],
      ["requirements.txt", "pytest\n"],
      ["main.py", ""],
      ["ruff.toml", "[format]"],
    )
    const tree = fc.array(fc.tuple(path, text), { minLength: 1, maxLength: 16 })
    fc.assert(
      fc.property(tree, (list) => {
        const any = Object.fromEntries(
          list.map(([dir, [name, content]]) => [`${dir}/${name}`, content]),
        )
        const config = { "slipway.yaml": "steps: {x: {run: [make], inputs: [.]}}" }
        const first = planOf({ ...any, ...config })
        expect(planOf({ ...any, ...config })).toEqual(first)
        expect(lostInputs(treeOf(any), first)).toEqual([])
        // What has a unit has a step or says why not.
        for (const unit of first.units)
          expect(unit.steps.length + unit.notes.length).toBeGreaterThan(0)
      }),
      { numRuns: 300 },
    )
  })

  it("plans 150 units among 10,000 files", () => {
    const names = Array.from(
      { length: 10_000 },
      (_, i) => `services/s${i % 150}/src/pkg/file-${i}.py`,
    )
    const manifests = Array.from({ length: 150 }, (_, i) => [
      `services/s${i}/pyproject.toml`,
      project,
    ])
    const large = planOf(Object.fromEntries(manifests) as Record<string, string>, names)
    expect(large.units).toHaveLength(150)
    expect(tasksOf(large)).toHaveLength(150)
  })
})
