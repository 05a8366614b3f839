import { join, type Tree } from "../../tree/tree.ts"
import { draftUnit, invalidUnit } from "../draft.ts"
import { filesAbove, inputs, leftOut, linksOut } from "../inputs.ts"
import type { Settings } from "../settings.ts"
import { sourceStage } from "../task-base.ts"
import type { Unit } from "../unit.ts"
import { nodeBase } from "./base.ts"
import { installStage } from "./install-stage.ts"
import { localPackages } from "./local-packages.ts"
import { findLock } from "./lock.ts"
import { readPackage } from "./package.ts"
import { nodeSteps } from "./steps.ts"
import { chooseNode, choosePnpm } from "./versions.ts"

/** A Node unit with its steps: the scripts lint, typecheck and test, by npm or pnpm. */
export function nodeUnit(tree: Tree, settings: Settings): Unit {
  const { path, config } = settings.found
  const invalid = (message: string): Unit => invalidUnit(settings, message)

  const read = readPackage(tree, path)
  if (read === undefined) return invalid(`${join(path, "package.json")} is not there`)
  if ("error" in read) return invalid(read.error)
  const lock = findLock(tree, path)
  if (lock === undefined)
    return invalid(
      `${path || "."} has no lock file, so what would be installed is not decided. Write one and commit it: npm install --package-lock-only, or pnpm install --lockfile-only`,
    )
  const { manager } = lock.lock
  if (manager !== "pnpm" && manager !== "npm")
    return invalid(
      `${lock.lock.file}: ${manager} is not supported yet; pnpm and npm are. Say how the unit is tested: ${settings.key("kind")}: custom`,
    )
  const exclude = leftOut(tree, config.exclude)
  const links = linksOut(tree, path, exclude)
  if (links.escaping.length > 0)
    return invalid(
      `a link leaves the repository: ${links.escaping[0]}. A container cannot follow it; replace it by a copy, or leave its directory out: ${settings.key("exclude")}`,
    )

  const root = lock.dir === path ? undefined : readPackage(tree, lock.dir)
  const packages = [read.package, ...(root && "package" in root ? [root.package] : [])]
  const engines =
    packages.map((each) => each.engines.node).find((range) => range !== undefined) ?? ""
  const node = chooseNode(tree, path, engines, settings)
  if ("error" in node) return invalid(node.error)
  const pnpm = manager === "pnpm" ? choosePnpm(packages, settings) : undefined
  if (pnpm !== undefined && "error" in pnpm) return invalid(pnpm.error)

  const needed = localPackages(tree, read.package, lock)
  if ("error" in needed) return invalid(needed.error)
  const local = needed.paths
  const own = [
    path,
    ...links.targets,
    ...local,
    ...(config.inputs ?? []),
    ...filesAbove(tree, path, "node"),
  ]
  const source = inputs(own, exclude)
  const base = nodeBase(settings, {
    version: node.version,
    engines,
    image: config.image,
    pnpm,
    // A workspace's tools are often installed at its root.
    path: [...new Set([path, lock.dir])].map((dir) => join(dir, "node_modules/.bin")),
  })
  const install = installStage(tree, { path, lock, local, source })
  const { steps, settings: stepSettings } = nodeSteps({
    tree,
    settings,
    base,
    pkg: read.package,
    manager,
    prepared: [install, sourceStage(settings, source)],
  })
  const unit = draftUnit(settings)
  return {
    ...unit,
    settings: [
      ...unit.settings,
      node.setting,
      { name: "install", value: install.commands[0]!.argv.join(" "), from: lock.lock.file },
      ...(pnpm === undefined ? [] : [{ name: "pnpm", value: pnpm.version, from: pnpm.from }]),
      {
        name: "image",
        value: base.image,
        from: config.image ? settings.from("image") : (settings.node("image")?.from ?? "default"),
      },
      ...stepSettings,
    ],
    steps,
    notes: node.notes,
  }
}
