import { describe, expect, it } from "vitest"

import { loadConfig } from "../../../src/config/load-config.ts"
import { ciPlan } from "../../../src/plan/ci-plan.ts"
import { dedent } from "../../support/dedent.ts"
import {
  lostInputs,
  planOf,
  settingOf,
  stagesOf,
  stepNames,
  taskOf,
  unitOf,
  verdictOf,
} from "../../support/plan-of.ts"
import { treeOf } from "../../support/tree-of.ts"

const scripts = { lint: "eslint .", typecheck: "tsc --noEmit", test: "vitest" }

function manifest(more: Record<string, unknown> = {}): string {
  return JSON.stringify({ name: "web", scripts, ...more })
}

const pnpm = { "web/package.json": manifest(), "web/pnpm-lock.yaml": "", "web/src/a.ts": "" }

it("npm gets no setting that only pnpm knows", () => {
  const npm = { "web/package.json": manifest(), "web/package-lock.json": "{}" }
  const name = "npm_config_manage_package_manager_versions"
  expect(taskOf(unitOf(planOf(npm)), "test").env).not.toHaveProperty(name)
  expect(taskOf(unitOf(planOf(pnpm)), "test").env).toHaveProperty(name, "false")
})

describe("a package with a pnpm lock", () => {
  it("installs from the manifests before it sees the sources", () => {
    const unit = unitOf(planOf({ ...pnpm, "tsconfig.base.json": "{}", "web/.npmrc": "" }))
    expect(stepNames(unit)).toEqual(["lint", "typecheck", "test"])
    expect(stagesOf(taskOf(unit, "test"))).toEqual([
      {
        label: "dependencies",
        inputs: ["web/.npmrc", "web/package.json", "web/pnpm-lock.yaml"],
        run: ["web: pnpm install --frozen-lockfile"],
      },
      { label: "source", inputs: ["tsconfig.base.json", "web"], run: [] },
    ])
    expect(settingOf(unit, "install")).toBe("pnpm install --frozen-lockfile (web/pnpm-lock.yaml)")
    expect(settingOf(unit, "pnpm")).toBe("10.34.9 (default)")
  })

  it("runs scripts that never watch, and believes a test run only with its report", () => {
    const unit = unitOf(planOf(pnpm))
    expect(taskOf(unit, "lint").command).toEqual({ argv: ["pnpm", "run", "lint"], cwd: "web" })
    const test = taskOf(unit, "test")
    expect(test.command.argv).toEqual([
      "pnpm",
      "run",
      "test",
      "--run",
      "--reporter=default",
      "--reporter=junit",
      "--outputFile.junit=.slipway/junit.xml",
    ])
    expect(test.env.CI).toBe("true")
    expect(test.reports).toEqual({ junit: ".slipway/junit.xml" })
    expect(test.counting.junitRequired).toBe(true)
    expect(taskOf(unit, "lint").counting).toEqual({})
  })

  it("takes the sources into the install where scripts run on it", () => {
    const own = {
      ...pnpm,
      "web/package.json": manifest({ scripts: { ...scripts, postinstall: "node x.js" } }),
    }
    expect(stagesOf(taskOf(unitOf(planOf(own)), "test"))[0]!.inputs).toEqual(["web"])
  })

  it("brings patches and hooks of the install", () => {
    const own = { ...pnpm, "web/patches/a.patch": "", "web/.pnpmfile.cjs": "" }
    expect(stagesOf(taskOf(unitOf(planOf(own)), "test"))[0]!.inputs).toEqual([
      "web/.pnpmfile.cjs",
      "web/package.json",
      "web/patches/a.patch",
      "web/pnpm-lock.yaml",
    ])
  })

  it("sets the registry that slipway.yaml names", () => {
    const config = "node: {registry: 'https://npm.example.com'}"
    expect(
      taskOf(unitOf(planOf({ ...pnpm, "slipway.yaml": config })), "test").env.npm_config_registry,
    ).toBe("https://npm.example.com")
  })
})

describe("a package with an npm lock", () => {
  it("passes arguments to the script after a separator, and only then", () => {
    const unit = unitOf(planOf({ "package.json": manifest(), "package-lock.json": "{}" }))
    expect(unit.name).toBe("root")
    expect(taskOf(unit, "lint").command.argv).toEqual(["npm", "run", "lint"])
    expect(taskOf(unit, "test").command.argv.slice(0, 5)).toEqual([
      "npm",
      "run",
      "test",
      "--",
      "--run",
    ])
    expect(stagesOf(taskOf(unit, "test"))[0]!.run).toEqual([".: npm ci"])
  })

  it("passes configured arguments too, and adds none that they have", () => {
    const config = "units: {root: {steps: {lint: {args: [--quiet]}, test: {args: [--run, src]}}}}"
    const unit = unitOf(
      planOf({ "package.json": manifest(), "package-lock.json": "{}", "slipway.yaml": config }),
    )
    expect(taskOf(unit, "lint").command.argv).toEqual(["npm", "run", "lint", "--", "--quiet"])
    expect(taskOf(unit, "test").command.argv.filter((arg) => arg === "--run")).toHaveLength(1)
  })
})

describe("of two locks", () => {
  const files = { "package-lock.json": "{}", "pnpm-lock.yaml": "" }

  it("the one of packageManager counts, else pnpm's", () => {
    const install = (packageManager?: string): string =>
      stagesOf(
        taskOf(unitOf(planOf({ ...files, "package.json": manifest({ packageManager }) })), "lint"),
      )[0]!.run[0]!
    expect(install("npm@11.0.0")).toBe(".: npm ci")
    expect(install("pnpm@9.1.0")).toBe(".: pnpm install --frozen-lockfile")
    expect(install()).toBe(".: pnpm install --frozen-lockfile")
  })
})

const workspace = {
  "package.json": '{"name": "root", "private": true, "engines": {"node": ">=24"}}',
  "pnpm-workspace.yaml": "packages:\n  - packages/*\n  - ./apps/**/\n",
  "pnpm-lock.yaml": "",
  "apps/site/package.json": JSON.stringify({
    name: "site",
    scripts,
    dependencies: { "@x/ui": "workspace:*" },
  }),
  "packages/ui/package.json": JSON.stringify({
    name: "@x/ui",
    scripts,
    peerDependencies: { core: "^1" },
  }),
  "packages/core/package.json": JSON.stringify({
    name: "core",
    scripts,
    devDependencies: { "@x/ui": "workspace:^" },
  }),
  "packages/other/package.json": JSON.stringify({
    name: "other",
    scripts,
    dependencies: { core: "npm:core@1", renamed: "workspace:@x/ui@*" },
  }),
}

it("a step that slipway.yaml changes and the package has no script for is red", () => {
  const own = { "web/package.json": manifest({ scripts: { test: "vitest" } }) }
  const config = "units: {web: {steps: {lint: {args: [--fix]}}}}"
  expect(verdictOf(unitOf(planOf({ ...pnpm, ...own, "slipway.yaml": config })), "lint")).toEqual({
    status: "missing",
    message: 'web/package.json has no script "lint". To go without it: units.web.steps.lint: false',
  })
})

describe("a script that runs nothing", () => {
  const web = (own: Record<string, string>, config = "") =>
    unitOf(
      planOf({ ...pnpm, "web/package.json": manifest({ scripts: own }), "slipway.yaml": config }),
    )

  it.each([
    ["lint", "exit 0"],
    ["typecheck", "true"],
    ["lint", "echo lint"],
  ])("is no %s: %s", (step, text) => {
    expect(verdictOf(web({ test: "vitest", [step]: text }), step)).toEqual({
      status: "missing",
      message: `web/package.json script "${step}" runs nothing: ${text}. To go without it: units.web.steps.${step}: false`,
    })
  })

  it("is none either where slipway.yaml names it", () => {
    const config = "units: {web: {path: web, steps: {lint: {script: style}, test: {script: unit}}}}"
    const unit = web({ style: "true", unit: "exit 0" }, config)
    expect(verdictOf(unit, "lint")).toEqual({
      status: "missing",
      message:
        'web/package.json script "style" runs nothing: true. To go without it: units.web.steps.lint: false',
    })
    expect(verdictOf(unit, "test")).toEqual({
      status: "no-tests",
      message:
        'web/package.json script "unit" runs no test: exit 0. If there are no tests, say so: units.web.tests: none',
    })
  })
})

describe("a pnpm workspace", () => {
  it("installs one package and what it needs, with the manifests of all", () => {
    const unit = unitOf(planOf(workspace), "site")
    expect(stagesOf(taskOf(unit, "test"))).toEqual([
      {
        label: "dependencies",
        inputs: [
          "apps/site/package.json",
          "package.json",
          "packages/core/package.json",
          "packages/other/package.json",
          "packages/ui/package.json",
          "pnpm-lock.yaml",
          "pnpm-workspace.yaml",
        ],
        run: [".: pnpm install --frozen-lockfile --filter {./apps/site}..."],
      },
      { label: "source", inputs: ["apps/site", "packages/core", "packages/ui"], run: [] },
    ])
    expect(taskOf(unit, "test").path).toEqual(["apps/site/node_modules/.bin", "node_modules/.bin"])
    expect(settingOf(unit, "node")).toBe("24 (engines.node >=24)")
  })

  it("follows an alias to the member it names, and no alias to the registry", () => {
    const task = taskOf(unitOf(planOf(workspace), "other"), "test")
    expect(stagesOf(task)[1]!.inputs).toEqual(["packages/core", "packages/other", "packages/ui"])
    const registryOnly = {
      ...workspace,
      "packages/other/package.json": JSON.stringify({
        name: "other",
        scripts,
        dependencies: { core: "npm:core@1" },
      }),
    }
    expect(stagesOf(taskOf(unitOf(planOf(registryOnly), "other"), "test"))[1]!.inputs).toEqual([
      "packages/other",
    ])
  })

  it("takes the sources into the install where a needed package builds itself on it", () => {
    const building = {
      ...workspace,
      "packages/core/package.json": JSON.stringify({
        name: "core",
        scripts: { ...scripts, prepare: "tsc" },
      }),
    }
    expect(stagesOf(taskOf(unitOf(planOf(building), "site"), "test"))[0]!.inputs).toContain(
      "packages/core",
    )
    expect(
      stagesOf(
        taskOf(unitOf(planOf({ ...building, "apps/x/package.json": manifest() }), "x"), "test"),
      )[0]!.inputs,
    ).not.toContain("packages/core")
  })

  it("names only inputs that are there", () => {
    const tree = treeOf(workspace)
    expect(lostInputs(tree, ciPlan(tree, loadConfig(undefined)))).toEqual([])
  })

  it("leaves a broken pnpm-workspace.yaml to pnpm, and its packages without a lock", () => {
    const plan = planOf({
      ...workspace,
      "pnpm-workspace.yaml": "packages: [",
      "package.json": manifest(),
    })
    expect(plan.units.map(({ path }) => path)).toEqual([""])
    expect(plan.notUnits).toHaveLength(4)
  })
})

describe("an npm workspace", () => {
  it("installs one package, what it needs and the root: other packages' scripts need their sources", () => {
    const files = {
      "package.json": '{"workspaces": {"packages": ["src/*"]}}',
      "package-lock.json": "{}",
      "src/a/package.json": manifest({ name: "a" }),
      "src/b/package.json": manifest({ name: "b", scripts: { ...scripts, prepare: "tsc" } }),
    }
    const stage = stagesOf(taskOf(unitOf(planOf(files), "a"), "test"))[0]!
    expect(stage.run).toEqual([".: npm ci --workspace src/a --include-workspace-root"])
    expect(stage.inputs).toEqual([
      "package-lock.json",
      "package.json",
      "src/a/package.json",
      "src/b/package.json",
    ])
  })
})

describe("dependencies by path", () => {
  const files = (range: string) => ({
    "web/package.json": manifest({ dependencies: { shared: range } }),
    "web/package-lock.json": "{}",
    "libs/shared/package.json": '{"dependencies": {"base": "file:../base.tgz"}}',
    "libs/base.tgz": "",
  })

  it("are inputs, with their own", () => {
    for (const range of ["file:../libs/shared", "link:../libs/shared"]) {
      const stages = stagesOf(taskOf(unitOf(planOf(files(range)), "web"), "test"))
      expect(stages[0]!.inputs).toEqual([
        "libs/base.tgz",
        "libs/shared/package.json",
        "web/package-lock.json",
        "web/package.json",
      ])
      expect(stages[1]!.inputs).toEqual(["libs/shared", "web"])
    }
  })

  it("are missed where they are not there, or outside", () => {
    for (const range of ["file:../libs/gone", "file:../../outside"])
      expect(verdictOf(unitOf(planOf(files(range)), "web"), "test")).toEqual({
        status: "invalid",
        message: `web/package.json names shared at ${range}, which is not in the repository`,
      })
  })
})

describe("versions", () => {
  const node = (more: Record<string, string>, json = {}): string | undefined =>
    settingOf(
      unitOf(planOf({ "a/web/package.json": manifest(json), "a/web/pnpm-lock.yaml": "", ...more })),
      "node",
    )

  it.each([
    [{}, {}, "22 (default)"],
    [{ ".nvmrc": "v20.11.1\n" }, {}, "20.11.1 (.nvmrc)"],
    [{ ".nvmrc": "lts/jod\n", "a/.node-version": "24" }, {}, "24 (a/.node-version)"],
    [{ ".nvmrc": "lts/Krypton\n" }, {}, "24 (.nvmrc)"],
    [{ ".nvmrc": "# the servers have it\n20 # pinned\n" }, {}, "20 (.nvmrc)"],
    [{ ".nvmrc": "lts/*", "a/.node-version": "# none\n" }, {}, "22 (default)"],
    [{ ".nvmrc": "18" }, { engines: { node: ">=20" } }, "22 (default)"],
    [{}, { engines: { node: "^20.11" } }, "20 (engines.node ^20.11)"],
    [
      { "slipway.yaml": 'node: {version: "24"}' },
      { engines: { node: ">=20" } },
      "24 (slipway.yaml node.version)",
    ],
  ])("of Node with %j and %j: %s", (more, json, expected) => {
    expect(node(more, json)).toBe(expected)
  })

  it.each([
    ["lts/*", '.nvmrc: "lts/*" names no fixed version: the steps run with Node 22'],
    ["lts/newer", '.nvmrc: "lts/newer" names no fixed version: the steps run with Node 22'],
    ["18", ".nvmrc: engines.node >=20 does not allow 18: the steps run with Node 22"],
  ])("of Node say why the pin %j is passed over", (text, note) => {
    const web = { "web/package.json": manifest({ engines: { node: ">=20" } }) }
    expect(unitOf(planOf({ ...web, "web/pnpm-lock.yaml": "", ".nvmrc": text })).notes).toEqual([
      note,
    ])
  })

  it("of pnpm are exact, with their hash, where packageManager names them", () => {
    const hash = "ab".repeat(64)
    const unit = unitOf(
      planOf({
        ...pnpm,
        "web/package.json": manifest({ packageManager: `pnpm@9.15.4+sha512.${hash}` }),
      }),
    )
    expect(taskOf(unit, "test").toolchain.tools.pnpm).toEqual({
      version: "9.15.4",
      exact: true,
      integrity: `sha512-${Buffer.from(hash, "hex").toString("base64")}`,
    })
    expect(settingOf(unit, "pnpm")).toBe("9.15.4 (web/package.json)")
  })

  it("of pnpm follow engines.pnpm where the default does not", () => {
    const unit = unitOf(
      planOf({ ...pnpm, "web/package.json": manifest({ engines: { pnpm: "^9.4" } }) }),
    )
    expect(settingOf(unit, "pnpm")).toBe("9.4.0 (engines.pnpm ^9.4)")
  })
})

describe("what cannot be planned", () => {
  const invalid = (files: Record<string, string>): string => {
    const unit = unitOf(planOf(files))
    expect(stepNames(unit)).toEqual(["test: invalid"])
    return verdictOf(unit, "test").message
  }

  it.each([
    ["yarn", "yarn.lock"],
    ["bun", "bun.lock"],
  ])("is a lock of %s", (manager, file) => {
    expect(invalid({ "web/package.json": manifest(), [`web/${file}`]: "" })).toBe(
      `web/${file}: ${manager} is not supported yet; pnpm and npm are. Say how the unit is tested: units.web.kind: custom`,
    )
  })

  it("is a configured unit without a lock", () => {
    expect(
      invalid({ "web/package.json": manifest(), "slipway.yaml": "units: {web: {path: web}}" }),
    ).toBe(
      "web has no lock file, so what would be installed is not decided. Write one and commit it: npm install --package-lock-only, or pnpm install --lockfile-only",
    )
  })

  it("is a package.json that is no JSON, or no object", () => {
    expect(invalid({ "web/package.json": '{"a": }', "web/pnpm-lock.yaml": "" })).toMatch(
      /^web\/package\.json is not valid JSON: /,
    )
    expect(invalid({ "web/package.json": "[]", "web/pnpm-lock.yaml": "" })).toBe(
      "web/package.json: expected an object",
    )
  })

  it.each([
    [
      { engines: { node: "banana" } },
      'web/package.json engines.node: expected a version range, received "banana"',
    ],
    [
      { engines: { node: "<10" } },
      "web/package.json engines.node requires <10; Slipway knows 22, 24, 20, 26, 18. Name one: units.web.node.version",
    ],
    [
      { packageManager: "yarn@4.0.0" },
      'web/package.json packageManager: expected pnpm@VERSION, as there is a pnpm-lock.yaml, received "yarn@4.0.0"',
    ],
  ])("is %j", (json, message) => {
    expect(invalid({ ...pnpm, "web/package.json": manifest(json) })).toBe(message)
  })

  it("is a configured Node that engines refuse", () => {
    expect(
      invalid({
        ...pnpm,
        "web/package.json": manifest({ engines: { node: ">=24" } }),
        "slipway.yaml": 'node: {version: "22"}',
      }),
    ).toBe(
      "slipway.yaml node.version asks for Node 22, but web/package.json engines.node requires >=24",
    )
  })
})

describe("scripts that are not there", () => {
  const unit = (
    own: Record<string, string>,
    { config = "", json = {}, names = [] as string[] } = {},
  ) =>
    unitOf(
      planOf(
        {
          "web/package.json": manifest({ scripts: own, ...json }),
          "web/pnpm-lock.yaml": "",
          "slipway.yaml": config,
        },
        names,
      ),
    )

  it("are offered by their usual other name", () => {
    const found = unit({
      "lint:eslint": "eslint .",
      "lint:tsc": "tsc --noEmit",
      test: "vitest run",
    })
    expect(stepNames(found)).toEqual(["lint: missing", "typecheck: missing", "test"])
    expect(verdictOf(found, "typecheck").message).toBe(
      'web/package.json has no script "typecheck"; the nearest is "lint:tsc": map it with units.web.steps.typecheck.script: "lint:tsc". To go without it: units.web.steps.typecheck: false',
    )
  })

  it("can be mapped", () => {
    const config = 'units: {web: {steps: {typecheck: {script: "lint:tsc"}, e2e: {script: e2e}}}}'
    const found = unit({ "lint:tsc": "tsc", test: "vitest", e2e: "playwright test" }, { config })
    expect(taskOf(found, "typecheck").command.argv).toEqual(["pnpm", "run", "lint:tsc"])
    expect(settingOf(found, "typecheck")).toBe(
      "pnpm run lint:tsc (web/package.json scripts.lint:tsc)",
    )
    expect(stepNames(found)).toEqual(["typecheck", "test", "e2e"])
  })

  it("are missed where slipway.yaml names them, with the nearest", () => {
    const config = 'units: {web: {steps: {typecheck: {script: "lint:tcs"}}}}'
    expect(verdictOf(unit({ "lint:tsc": "tsc", test: "vitest" }, { config }), "typecheck")).toEqual(
      {
        status: "missing",
        message:
          'web/package.json has no script "lint:tcs", which units.web.steps.typecheck.script names; the nearest is "lint:tsc": map it with units.web.steps.typecheck.script: "lint:tsc"',
      },
    )
    expect(
      verdictOf(
        unit(
          { test: "vitest" },
          { config: "units: {web: {steps: {constructor: {script: toString}}}}" },
        ),
        "constructor",
      ).message,
    ).toBe(
      'web/package.json has no script "toString", which units.web.steps.constructor.script names',
    )
  })

  it("are missed only where the package has what they would check", () => {
    expect(stepNames(unit({ test: "vitest", client: "x" }))).toEqual(["test"])
    expect(
      stepNames(
        unit({ test: "vitest" }, { json: { devDependencies: { typescript: "5", eslint: "9" } } }),
      ),
    ).toEqual(["lint: missing", "typecheck: missing", "test"])
    expect(
      stepNames(unit({ test: "vitest" }, { names: ["web/tsconfig.json", "web/biome.json"] })),
    ).toEqual(["lint: missing", "typecheck: missing", "test"])
    expect(stepNames(unit({ test: "vitest" }, { names: ["eslint.config.js"] }))).toEqual(["test"])
  })

  it("are no tests, with the script that may have them", () => {
    expect(verdictOf(unit({ "test:unit": "vitest", dev: "vite" }), "test")).toEqual({
      status: "no-tests",
      message:
        'web/package.json has no script "test"; the nearest is "test:unit": map it with units.web.steps.test.script: "test:unit". If there are no tests, say so: units.web.tests: none',
    })
  })

  it("are no tests where npm's own first script stands", () => {
    const text = 'echo "Error: no test specified" && exit 1'
    expect(verdictOf(unit({ test: text }), "test")).toEqual({
      status: "no-tests",
      message: `web/package.json script "test" runs no test: ${text}. If there are no tests, say so: units.web.tests: none`,
    })
  })

  it("are not missed where steps are off or there are no tests", () => {
    const config = dedent`
      units:
        web:
          tests: none
          steps: {lint: false, typecheck: {run: [npx, tsc]}}
    `
    const found = unit({ test: "vitest" }, { config })
    expect(stepNames(found)).toEqual(["typecheck"])
    expect(taskOf(found, "typecheck").command.argv).toEqual(["npx", "tsc"])
    expect(settingOf(found, "test")).toBe("off (slipway.yaml units.web.tests)")
  })
})
