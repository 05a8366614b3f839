import { nodeImage } from "../../config/defaults.ts"
import type { Command, Input, Stage } from "../../runner/task.ts"
import {
  ancestors,
  basename,
  dirname,
  isInside,
  join,
  relative,
  type Tree,
} from "../../tree/tree.ts"
import { existing, filesAbove, inputs, linksOut } from "../inputs.ts"
import type { Settings } from "../settings.ts"
import { junitFile, makeTask, sourceStage, type UnitBase } from "../task-base.ts"
import type { PlannedStep, Unit } from "../unit.ts"
import { findLock, readPackage, type LockRoot, type NodePackage } from "./package.ts"
import { nearestScript, nothingRan, runsNothing, testArguments } from "./scripts.ts"
import { chooseNode, choosePnpm, type PnpmChoice } from "./versions.ts"

/** A Node unit with its steps: the scripts lint, typecheck and test, by npm or pnpm. */
export function nodeUnit(tree: Tree, settings: Settings): Unit {
  const { name, path, foundBy, config } = settings.found
  const unit: Unit = {
    name,
    path,
    kind: "node",
    settings: [{ name: "unit", value: path || ".", from: foundBy }],
    steps: [],
    notes: [],
  }
  const invalid = (message: string): Unit => ({
    ...unit,
    steps: [{ step: "test", verdict: { status: "invalid", message } }],
  })
  const file = join(path, "package.json")
  const read = readPackage(tree, path)
  if (read === undefined) return invalid(`${file} is not there`)
  if ("error" in read) return invalid(read.error)
  const lock = findLock(tree, path)
  if (lock === undefined)
    return invalid(
      `${path || "."} has no lock file, so what would be installed is not decided. Write one and commit it: npm install --package-lock-only, or pnpm install --lockfile-only`,
    )
  if (lock.lock.manager !== "pnpm" && lock.lock.manager !== "npm")
    return invalid(
      `${lock.lock.file}: ${lock.lock.manager} is not supported yet; pnpm and npm are. Say how the unit is tested: ${settings.key("kind")}: custom`,
    )
  const links = linksOut(tree, path)
  if (links.escaping.length > 0)
    return invalid(
      `a link leaves the repository: ${links.escaping[0]}. A container cannot follow it; replace it by a copy, or turn the unit off`,
    )

  const root = lock.dir === path ? undefined : readPackage(tree, lock.dir)
  const packages = [read.package, ...(root && "package" in root ? [root.package] : [])]
  const engines =
    packages.map((each) => each.engines.node).find((range) => range !== undefined) ?? ""
  const node = chooseNode(tree, path, engines, settings)
  if ("error" in node) return invalid(node.error)
  const pnpm = lock.lock.manager === "pnpm" ? choosePnpm(packages, settings) : undefined
  if (pnpm !== undefined && "error" in pnpm) return invalid(pnpm.error)

  const local = localPackages(tree, read.package, lock.members)
  const own = [
    path,
    ...links.targets,
    ...local,
    ...(config.inputs ?? []),
    ...filesAbove(tree, path, "node"),
  ]
  const source = inputs(own, config.exclude)
  const base = nodeBase(settings, node.version, engines, pnpm)
  const install = installStage(tree, path, lock, pnpm !== undefined, local, source)
  unit.settings.push(
    node.setting,
    { name: "install", value: install.commands[0]!.argv.join(" "), from: lock.lock.file },
    ...(pnpm === undefined ? [] : [{ name: "pnpm", value: pnpm.version, from: pnpm.from }]),
    {
      name: "image",
      value: base.image,
      from: config.image
        ? `slipway.yaml ${settings.key("image")}`
        : (settings.node("image")?.from ?? "default"),
    },
  )
  const prepared = [install, sourceStage(settings, source)]
  unit.steps = steps(tree, settings, base, read.package, lock, prepared, unit)
  return unit
}

function nodeBase(
  settings: Settings,
  version: string,
  engines: string,
  pnpm: PnpmChoice | undefined,
): UnitBase {
  const { path, config } = settings.found
  const registry = settings.node("registry")?.value
  return {
    settings,
    image: settings.mirrored(config.image ?? settings.node("image")?.value ?? nodeImage(version)),
    toolchain: {
      language: "node",
      version,
      requires: engines,
      ownImage: config.image !== undefined,
      tools:
        pnpm === undefined
          ? {}
          : {
              pnpm: {
                version: pnpm.version,
                exact: pnpm.exact,
                ...(pnpm.integrity === undefined ? {} : { integrity: pnpm.integrity }),
              },
            },
    },
    toolFiles: [],
    caches: [
      pnpm === undefined
        ? { name: "npm", env: ["npm_config_cache"] }
        : { name: "pnpm-store", env: ["npm_config_store_dir", "pnpm_config_store_dir"] },
    ],
    env: {
      npm_config_update_notifier: "false",
      npm_config_fund: "false",
      npm_config_audit: "false",
      // The version that was asked for is the one that is installed: pnpm need not fetch itself again.
      npm_config_manage_package_manager_versions: "false",
      ...(registry === undefined ? {} : { npm_config_registry: registry }),
    },
    path: [join(path, "node_modules/.bin")],
  }
}

const lifecycle = ["preinstall", "install", "postinstall", "prepare", "pnpm:devPreinstall"]

/** The dependencies, from the manifests alone, unless the repository's own scripts run on install. */
function installStage(
  tree: Tree,
  path: string,
  lock: LockRoot,
  pnpm: boolean,
  local: string[],
  source: Input[],
): Stage {
  const manifests = [lock.dir, ...lock.members]
    .map((dir) => join(dir, "package.json"))
    .filter((file) => tree.has(file))
  const beside = existing(tree, lock.dir, [
    "pnpm-workspace.yaml",
    ".npmrc",
    ".pnpmfile.cjs",
    ".pnpmfile.mjs",
  ])
  const patches = tree.files.filter((file) => isInside(file, join(lock.dir, "patches")))
  const scripted = [path, lock.dir, ...local].some((dir) => {
    const read = readPackage(tree, dir)
    return read && "package" in read && lifecycle.some((name) => name in read.package.scripts)
  })
  const filter = lock.dir === path ? [] : ["--filter", `{./${relative(lock.dir, path)}}...`]
  const command: Command = {
    argv: pnpm ? ["pnpm", "install", "--frozen-lockfile", ...filter] : ["npm", "ci"],
    cwd: lock.dir,
  }
  return {
    label: "dependencies",
    inputs: inputs([
      ...manifests,
      lock.lock.file,
      ...beside,
      ...patches,
      ...existing(tree, path, [".npmrc"]),
      ...(scripted ? source.map((input) => input.path) : []),
    ]),
    commands: [command],
  }
}

/** The workspace packages that a package needs, transitively, and what it links by path. */
function localPackages(tree: Tree, root: NodePackage, members: readonly string[]): string[] {
  const byName = new Map<string, NodePackage>()
  for (const dir of members) {
    const read = readPackage(tree, dir)
    if (read && "package" in read && read.package.name !== undefined)
      byName.set(read.package.name, read.package)
  }
  const found = new Set<string>()
  const visit = (each: NodePackage): void => {
    for (const [name, range] of Object.entries(each.dependencies)) {
      const member = byName.get(name)
      if (member === undefined || member.dir === root.dir || found.has(member.dir)) continue
      if (/^(?:npm:|https?:|git)/.test(range)) continue
      found.add(member.dir)
      visit(member)
    }
  }
  visit(root)
  return [...found].sort()
}

function steps(
  tree: Tree,
  settings: Settings,
  base: UnitBase,
  pkg: NodePackage,
  lock: LockRoot,
  prepared: Stage[],
  unit: Unit,
): PlannedStep[] {
  const { config, path } = settings.found
  const run = lock.lock.manager
  const planned: PlannedStep[] = []
  const names = new Set(["lint", "typecheck", "test", ...Object.keys(config.steps ?? {})])
  for (const step of names) {
    const value = config.steps?.[step]
    if (value === false || (step === "test" && config.tests === "none")) {
      const key = value === false ? `steps.${step}` : "tests"
      unit.settings.push({ name: step, value: "off", from: `slipway.yaml ${settings.key(key)}` })
      continue
    }
    if (value?.run !== undefined) {
      unit.settings.push({
        name: step,
        value: value.run.join(" "),
        from: `slipway.yaml ${settings.key("steps", step)}`,
      })
      planned.push({
        step,
        task: makeTask(base, step, {
          title: value.run.join(" "),
          argv: value.run,
          stages: prepared,
          override: value,
          withServices: true,
        }),
      })
      continue
    }
    const script = value?.script ?? step
    const text = pkg.scripts[script]
    if (text === undefined || (step === "test" && runsNothing(text))) {
      const verdict = missingScript(tree, settings, pkg, step, script, value?.script !== undefined)
      if (verdict !== undefined) planned.push({ step, verdict })
      continue
    }
    const test = step === "test" ? testArguments(text) : { args: [], junit: false }
    const separator =
      run === "npm" && (test.args.length > 0 || (value?.args ?? []).length > 0) ? ["--"] : []
    unit.settings.push({
      name: step,
      value: `${run} run ${script}`,
      from: `${join(path, "package.json")} scripts.${script}`,
    })
    planned.push({
      step,
      task: makeTask(base, step, {
        title: `${run} run ${script}`,
        argv: [run, "run", script, ...separator, ...test.args],
        stages: prepared,
        override: value,
        reports: test.junit ? { junit: junitFile } : {},
        counting:
          step === "test" ? { ...(test.junit ? { junitRequired: true } : {}), nothingRan } : {},
        withServices: step === "test",
      }),
    })
  }
  return planned
}

/** A script that is not there: a verdict where the step makes sense for the package, else nothing. */
function missingScript(
  tree: Tree,
  settings: Settings,
  pkg: NodePackage,
  step: string,
  script: string,
  configured: boolean,
): { status: "missing" | "no-tests"; message: string } | undefined {
  const file = join(pkg.dir, "package.json")
  const written = pkg.scripts[script]
  const hint = nearestScript(
    step,
    written === undefined ? pkg.scripts : without(pkg.scripts, script),
  )
  const offer =
    hint === undefined
      ? ""
      : `; the nearest is "${hint}": map it with ${settings.key("steps", step, "script")}: "${hint}"`
  if (configured)
    return {
      status: "missing",
      message: `${file} has no script "${script}", which ${settings.key("steps", step, "script")} names${offer}`,
    }
  if (step === "test")
    return {
      status: "no-tests",
      message: `${written === undefined ? `${file} has no script "test"` : `${file} script "test" runs no test: ${written}`}${offer}. If there are no tests, say so: ${settings.key("tests")}: none`,
    }
  const used = hint !== undefined || needs(tree, pkg, step)
  return used
    ? {
        status: "missing",
        message: `${file} has no script "${step}"${offer}. To go without it: ${settings.key("steps", step)}: false`,
      }
    : undefined
}

function without(scripts: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(scripts).filter(([key]) => key !== name))
}

/** TypeScript wants a type check and a configured linter wants to run; a plain package wants neither. */
function needs(tree: Tree, pkg: NodePackage, step: string): boolean {
  if (step === "typecheck")
    return "typescript" in pkg.dependencies || tree.has(join(pkg.dir, "tsconfig.json"))
  if (step === "lint")
    return (
      ["eslint", "@biomejs/biome", "oxlint"].some((tool) => tool in pkg.dependencies) ||
      [pkg.dir, ...ancestors(pkg.dir)].some((dir) =>
        tree.files.some(
          (file) =>
            dirname(file) === dir &&
            /^(?:eslint\.config\.\w+|\.eslintrc[\w.]*|biome\.jsonc?|\.oxlintrc\.json)$/.test(
              basename(file),
            ),
        ),
      )
    )
  return false
}
