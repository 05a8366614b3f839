import type { LoadedConfig } from "../config/load-config.ts"
import type { Problem } from "../config/problem.ts"
import type { StepConfig } from "../config/unit-schema.ts"
import { nearest } from "../text/nearest.ts"
import { join, type Tree } from "../tree/tree.ts"
import type { Found } from "./found.ts"
import { readPackage } from "./node/package.ts"

const known = {
  python: ["lint", "format", "typecheck", "test"],
  node: ["lint", "typecheck", "test"],
} as const

/** What is wrong with the configured steps of a unit: those that would be dropped without a word. */
export function stepProblems(tree: Tree, loaded: LoadedConfig, unit: Found): Problem[] {
  return Object.entries(unit.config.steps ?? {}).flatMap(([step, value]): Problem[] => {
    const problem = oneProblem(tree, unit, step, value)
    if (problem === undefined) return []
    const { below = [], ...rest } = problem
    const key = ["units", unit.name, "steps", step, ...below]
    const line = loaded.lineOf(key)
    return [{ key: key.join("."), ...(line === undefined ? {} : { line }), ...rest }]
  })
}

function oneProblem(
  tree: Tree,
  { kind, path, config }: Found,
  step: string,
  value: StepConfig | false,
): (Omit<Problem, "key"> & { below?: string[] }) | undefined {
  if (value !== false && value.script !== undefined) {
    const received = JSON.stringify(value.script)
    if (kind !== "node")
      return { below: ["script"], expected: "`run`, as only Node units have scripts", received }
    if (value.run !== undefined)
      return { below: ["script"], expected: "`run` or `script`, not both", received }
  }
  if (step === "test" && value !== false && config.tests === "none")
    return { expected: "no step test, as the unit has `tests: none`", received: "one" }
  // A custom unit has only steps with commands, and says so itself.
  if (kind === "custom" || (value !== false && (value.run ?? value.script) !== undefined))
    return undefined
  const read = kind === "node" ? readPackage(tree, path) : undefined
  // Of a package that cannot be read nothing is known; the unit says so.
  if (read !== undefined && "error" in read) return undefined
  const names = [...known[kind], ...Object.keys(read?.package.scripts ?? {})]
  if (names.includes(step)) return undefined
  const others =
    kind === "node"
      ? `, a script of ${join(path, "package.json")}, or a step with \`run\` or \`script\``
      : ", or a step with `run`"
  const hint = nearest(step, names)
  return {
    expected: `one of ${known[kind].join(", ")}${others}`,
    received: `"${step}"`,
    ...(hint ? { hint } : {}),
  }
}
