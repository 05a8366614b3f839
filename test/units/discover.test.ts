import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

import { loadConfig } from "../../src/config/load-config.ts"
import { readHostTree } from "../../src/tree/host-tree.ts"
import { discover } from "../../src/units/discover.ts"
import { dedent } from "../support/dedent.ts"
import { errorOf } from "../support/error-of.ts"
import { treeOf } from "../support/tree-of.ts"

const project = '[project]\nname = "x"\nversion = "0"\n'
const script = '{"scripts": {"test": "vitest"}}'

/** What is found, as `name path kind`, and what is not, as `path: reason`. */
function discovered(
  files: Record<string, string>,
  { names = [], config = "" }: { names?: string[]; config?: string } = {},
): { units: string[]; others: string[] } {
  const { found, notUnits } = discover(treeOf(files, names), loadConfig(config))
  return {
    units: found.map(({ name, path, kind }) => `${name} ${path || "."} ${kind}`),
    others: notUnits.map(({ path, reason }) => `${path || "."}: ${reason}`),
  }
}

function problem(files: Record<string, string>, config: string): string {
  const { code, message } = errorOf(() => discover(treeOf(files), loadConfig(config)))
  expect(code).toBe("E_CONFIG")
  return message
}

describe("discover", () => {
  it("finds the guide's layout without configuration", () => {
    const tree = readHostTree(new URL("../../examples/studio", import.meta.url).pathname)
    const { found, notUnits } = discover(tree, loadConfig(undefined))
    expect(found.map(({ name, path, kind, foundBy }) => [name, path, kind, foundBy])).toEqual([
      ["web", "invokeai/frontend/web", "node", "invokeai/frontend/web/package.json"],
      ["studio-common", "libs/studio-common", "python", "libs/studio-common/pyproject.toml"],
      ...[
        "ai-worker",
        "gallery-service",
        "generation-service",
        "payment-service",
        "user-service",
      ].map((name) => [name, `services/${name}`, "python", `services/${name}/pyproject.toml`]),
    ])
    expect(notUnits).toEqual([])
  })

  it("names a unit as its directory, and by its path where two would share the name", () => {
    expect(
      discovered({
        "a/web/pyproject.toml": project,
        "b/web/pyproject.toml": project,
        "b/결제 서비스/pyproject.toml": project,
        "pyproject.toml": project,
      }).units,
    ).toEqual([
      "root . python",
      "a-web a/web python",
      "b-web b/web python",
      "결제-서비스 b/결제 서비스 python",
    ])
  })

  it("keeps names apart also where paths clean to the same", () => {
    expect(
      discovered({
        "a b/pyproject.toml": project,
        "a-b/pyproject.toml": project,
        "-/pyproject.toml": project,
      }).units,
    ).toEqual(["unit - python", "a-b a b python", "a-b-2 a-b python"])
  })

  it("makes two units of a directory with two kinds", () => {
    expect(
      discovered({
        "s/pyproject.toml": project,
        "s/package.json": script,
        "s/package-lock.json": "{}",
      }).units,
    ).toEqual(["s s python", "s-node s node"])
  })

  it("finds nested units, and the packages of nested workspaces", () => {
    expect(
      discovered(
        {
          "web/package.json": '{"scripts": {"test:all": "pnpm -r test"}}',
          "web/pnpm-workspace.yaml": "packages: [packages/*, '!packages/old']",
          "web/packages/a/package.json": script,
          "web/packages/old/package.json": script,
          "web/packages/a/docs/package.json": script,
          "web/packages/a/docs/package-lock.json": "{}",
        },
        { names: ["web/pnpm-lock.yaml"] },
      ),
    ).toEqual({
      units: ["a web/packages/a node", "docs web/packages/a/docs node"],
      others: [
        "web: web/package.json is the root of a workspace: its packages are the units. Its own test:all would be a unit of slipway.yaml with path: web",
        "web/packages/old: web/packages/old/package.json has no lock file, and belongs to no workspace that has one",
      ],
    })
  })

  it("takes a workspace root as the unit when its packages check nothing themselves", () => {
    expect(
      discovered(
        {
          "package.json": '{"workspaces": ["packages/*"], "scripts": {"test": "vitest"}}',
          "packages/a/package.json": '{"name": "a"}',
        },
        { names: ["package-lock.json"] },
      ),
    ).toEqual({
      units: ["root . node"],
      others: [
        "packages/a: packages/a/package.json has no script to build, start, lint, type-check or test",
      ],
    })
  })

  it("says why a directory that looks like a unit is none", () => {
    expect(
      discovered({
        "pyproject.toml": "[tool.ruff]\n",
        "ws/pyproject.toml": "[tool.uv.workspace]\nmembers = []\n",
        "old/pyproject.toml": '[build-system]\nrequires = ["setuptools"]\n',
        "older/setup.py": "",
        "docs/requirements.txt": "sphinx",
        "tool/package.json": "{}",
        "lib/package.json": "{}",
        "lib/package-lock.json": "{}",
      }),
    ).toEqual({
      units: [],
      others: [
        "docs: docs/requirements.txt stands alone: no tests, package or main.py below it",
        "lib: lib/package.json has no script to build, start, lint, type-check or test",
        "old: old/pyproject.toml has no [project]: metadata in setup.py or setup.cfg is not read. Add a [project], or a requirements.txt",
        "older: older/setup.py is not read. Add a pyproject.toml with a [project]",
        ".: pyproject.toml has no [project]: it only configures tools",
        "tool: tool/package.json has no lock file, and belongs to no workspace that has one",
        "ws: ws/pyproject.toml is the root of a workspace, without a [project] of its own",
      ],
    })
  })

  it("takes requirements beside a pyproject.toml that only configures tools", () => {
    expect(
      discovered(
        { "s/pyproject.toml": "[tool.ruff]\n", "s/requirements.txt": "x" },
        { names: ["s/main.py", "s/setup.py"] },
      ),
    ).toEqual({ units: ["s s python"], others: [] })
  })

  it("takes a broken manifest as a unit, so that it is red and not overlooked", () => {
    expect(discovered({ "a/pyproject.toml": "[project", "b/package.json": "{" }).units).toEqual([
      "a a python",
      "b b node",
    ])
  })
})

describe("slipway.yaml", () => {
  const files = { "services/a/pyproject.toml": project, "services/b/pyproject.toml": project }

  it("turns discovery off, or bounds it", () => {
    expect(discovered(files, { config: "discover: false" }).units).toEqual([])
    expect(discovered(files, { config: "discover: {include: [services/b]}" }).units).toEqual([
      "b services/b python",
    ])
    expect(discovered(files, { config: "discover: {exclude: ['**/b']}" }).units).toEqual([
      "a services/a python",
    ])
    expect(
      discovered({ "pyproject.toml": project }, { config: "discover: {exclude: [.]}" }).units,
    ).toEqual([])
  })

  it.each([
    ["include: [services/*]", ["a services/a python", "b services/b python"]],
    ["include: [., services/b]", ["root . python", "b services/b python"]],
    ["include: ['**']", ["root . python", "a services/a python", "b services/b python"]],
    ["include: [services/]", ["a services/a python", "b services/b python"]],
    ["include: [./services/a/]", ["a services/a python"]],
    ["exclude: [services/]", ["root . python"]],
    ["exclude: [./services/a]", ["root . python", "b services/b python"]],
    ["exclude: [services]", ["root . python", "a services/a python", "b services/b python"]],
    ["exclude: [./]", ["a services/a python", "b services/b python"]],
    ["exclude: ['**']", []],
  ])("bounds discovery by %s, at the root too", (rule, units) => {
    const all = { ...files, "pyproject.toml": project }
    expect(discovered(all, { config: `discover: {${rule}}` }).units).toEqual(units)
  })

  it("names each glob of include that matches no directory, as it would drop units", () => {
    const config = dedent`
      discover:
        include:
          - services/*
          - servces/
          - libs/**
      units:
        gone: {}
    `
    expect(problem(files, config)).toBe(
      dedent`
      slipway.yaml has 3 problems; nothing was run
        slipway.yaml:4 discover.include.1: expected a glob of directories, received "servces/", which matches none; did you mean "services"?
        slipway.yaml:5 discover.include.2: expected a glob of directories, received "libs/**", which matches none
        slipway.yaml:7 units.gone: expected the name of a discovered unit, or \`path\` with the unit's directory, received "gone"
      Correct the file; \`units\` then shows what it means`,
    )
  })

  it("changes a discovered unit by its name, or renames it by its path however that is written", () => {
    const config = "units: {a: {kind: custom, image: x}, billing: {path: ./services/b/}}"
    expect(discovered(files, { config }).units).toEqual([
      "a services/a custom",
      "billing services/b python",
    ])
  })

  it("gives a discovered directory another kind, by path too", () => {
    const config = "units: {x: {path: services/a, kind: custom, image: y}}"
    expect(discovered(files, { config }).units).toEqual([
      "x services/a custom",
      "b services/b python",
    ])
  })

  it("never gives a discovered unit the name of a configured one", () => {
    const config = "units: {b: {path: other, kind: custom, image: x}}"
    expect(discovered({ ...files, "other/x": "" }, { config }).units).toEqual([
      "b other custom",
      "a services/a python",
      "services-b services/b python",
    ])
  })

  it("adds a unit, whose kind its manifest shows", () => {
    const config = "discover: false\nunits: {x: {path: services/a}, y: {path: web}}"
    expect(discovered({ ...files, "web/package.json": "{}" }, { config }).units).toEqual([
      "x services/a python",
      "y web node",
    ])
  })

  it("names all units that cannot be, with the nearest name and the line", () => {
    const config = dedent`
      units:
        servces:
          tests: none
        gone:
          path: service/a
        docs:
          path: docs
        a:
          inputs: [lib/commn, docs/index.md]
    `
    expect(problem({ ...files, "docs/index.md": "", "lib/common/x": "" }, config)).toBe(
      dedent`
      slipway.yaml has 4 problems; nothing was run
        slipway.yaml:2 units.servces: expected the name of a discovered unit, or \`path\` with the unit's directory, received "servces"
        slipway.yaml:5 units.gone.path: expected a directory with files, received "service/a"; did you mean "services/a"?
        slipway.yaml:6 units.docs.kind: expected python, node or custom, as the directory has no manifest, received nothing
        slipway.yaml:9 units.a.inputs.0: expected a file or directory, received "lib/commn"; did you mean "lib/common"?
      Correct the file; \`units\` then shows what it means`,
    )
  })
})

describe("a setting that means nothing", () => {
  const files = {
    "svc/pyproject.toml": project,
    "web/package.json": '{"scripts": {"test": "vitest", "format:check": "x"}}',
    "web/package-lock.json": "{}",
    "go/main.go": "",
  }
  const lines = (config: string): string[] =>
    problem(files, config)
      .split("\n")
      .slice(1, -1)
      .map((line) => line.trim())
  const python = "one of lint, format, typecheck, test, or a step with `run`"
  const node =
    "one of lint, typecheck, test, a script of web/package.json, or a step with `run` or `script`"

  it.each([
    [
      "svc: {steps: {typechek: {args: [--strict]}}}",
      `units.svc.steps.typechek: expected ${python}, received "typechek"; did you mean "typecheck"?`,
    ],
    [
      "svc: {steps: {tets: false}}",
      `units.svc.steps.tets: expected ${python}, received "tets"; did you mean "test"?`,
    ],
    [
      "svc: {steps: {build: {timeout: 1m}}}",
      `units.svc.steps.build: expected ${python}, received "build"`,
    ],
    [
      "web: {steps: {format: {args: [a]}}}",
      `units.web.steps.format: expected ${node}, received "format"`,
    ],
    [
      "web: {steps: {tests: false}}",
      `units.web.steps.tests: expected ${node}, received "tests"; did you mean "test"?`,
    ],
    [
      "svc: {steps: {lint: {script: x}}}",
      'units.svc.steps.lint.script: expected `run`, as only Node units have scripts, received "x"',
    ],
    [
      "web: {steps: {lint: {script: x, run: [y]}}}",
      'units.web.steps.lint.script: expected `run` or `script`, not both, received "x"',
    ],
    [
      "svc: {tests: none, steps: {test: {run: [x]}}}",
      "units.svc.steps.test: expected no step test, as the unit has `tests: none`, received one",
    ],
    [
      "web: {extras: [dev]}",
      "units.web.extras: expected a python unit, as no other has this setting, received a node unit",
    ],
    [
      "svc: {node: {version: '22'}}",
      "units.svc.node: expected a node unit, as no other has this setting, received a python unit",
    ],
    [
      "go: {path: go, kind: custom, image: x, coverage: []}",
      "units.go.coverage: expected a python unit, as no other has this setting, received a custom unit",
    ],
    [
      "svc: {exclude: [nope]}",
      'units.svc.exclude.0: expected a file or directory, received "nope"',
    ],
    [
      "web: {exclude: [wbe]}",
      'units.web.exclude.0: expected a file or directory, received "wbe"; did you mean "web"?',
    ],
  ])("is a problem: %s", (units, expected) => {
    expect(lines(`units: {${units}}`)).toEqual([`slipway.yaml:1 ${expected}`])
  })

  it.each([
    ["svc: {steps: {format: false, typecheck: false, build: {run: [x]}}}"],
    ["web: {steps: {test: {args: [a]}, style: {script: 'format:check'}}}"],
    ["svc: {tests: none, steps: {test: false}}"],
    ["go: {path: go, kind: custom, image: x, steps: {old: false}}"],
    ["svc: {exclude: [svc/build, svc/.venv, node_modules]}"],
  ])("is not: %s", (units) => {
    expect(() => discovered(files, { config: `units: {${units}}` })).not.toThrow()
  })
})

describe("on any tree", () => {
  const dir = fc
    .array(fc.constantFrom("a", "b", "a b", "가", "-", "a-b"), { maxLength: 3 })
    .map((parts) => parts.join("/"))
  const manifest = fc.constantFrom(
    ["pyproject.toml", project],
    ["package.json", script],
    ["package-lock.json", "{}"],
    ["requirements.txt", "pytest"],
    ["test_x.py", ""],
  )
  const files = fc
    .array(fc.tuple(dir, manifest), { maxLength: 25 })
    .map((list) =>
      Object.fromEntries(
        list.map(([at, [name, text]]) => [at === "" ? name : `${at}/${name}`, text]),
      ),
    )

  it("each unit is a directory with its manifest, names are unique, and the order of files is nothing", () => {
    fc.assert(
      fc.property(files, (any) => {
        const tree = treeOf(any)
        const { found } = discover(tree, loadConfig(undefined))
        expect(new Set(found.map(({ name }) => name)).size).toBe(found.length)
        for (const { path, foundBy, kind } of found) {
          expect(tree.has(foundBy)).toBe(true)
          expect(foundBy.slice(0, Math.max(0, foundBy.lastIndexOf("/")))).toBe(path)
          expect(foundBy.endsWith("package.json")).toBe(kind === "node")
        }
        const reversed = Object.fromEntries(Object.entries(any).toReversed())
        expect(discover(treeOf(reversed), loadConfig(undefined)).found).toEqual(found)
      }),
    )
  })
})
