import type { StepConfig } from "../../config/unit-schema.ts"
import { filesIn } from "../../tree/files.ts"
import { basename, join, type Tree } from "../../tree/tree.ts"
import type { Verdict } from "../unit.ts"
import type { NodeContext } from "./context.ts"
import type { NodePackage } from "./package.ts"
import { nearestScript, runsNothing, scriptFor } from "./scripts.ts"

/**
 * A script that is not there, or that runs nothing: a verdict where the step makes sense for the
 * package or slipway.yaml configures it, else nothing.
 */
export function missingScript(
  { tree, settings, pkg }: NodeContext,
  { step, config }: { step: string; config: StepConfig | undefined },
): Verdict | undefined {
  const script = config?.script
  const file = join(pkg.dir, "package.json")
  const wanted = script ?? step
  const written = pkg.scripts[wanted]
  const others = Object.fromEntries(
    Object.entries(pkg.scripts).filter(([name, text]) => name !== wanted && !runsNothing(text)),
  )
  const hint = nearestScript(step, others)
  const key = settings.key("steps", step)
  const offer =
    hint === undefined ? "" : `; the nearest is "${hint}": map it with ${key}.script: "${hint}"`
  const nothing = step === "test" ? "no test" : "nothing"
  const what =
    written === undefined
      ? `${file} has no script "${wanted}"`
      : `${file} script "${wanted}" runs ${nothing}: ${written}`
  if (script !== undefined && written === undefined)
    return { status: "missing", message: `${what}, which ${key}.script names${offer}` }
  if (step === "test")
    return {
      status: "no-tests",
      message: `${what}${offer}. If there are no tests, say so: ${settings.key("tests")}: none`,
    }
  const wants =
    config !== undefined ||
    written !== undefined ||
    scriptFor(step, others) !== undefined ||
    needs(tree, pkg, step)
  if (!wants) return undefined
  return { status: "missing", message: `${what}${offer}. To go without it: ${key}: false` }
}

const linterConfig = /^(?:eslint\.config\.\w+|\.eslintrc[\w.]*|biome\.jsonc?|\.oxlintrc\.json)$/

/** TypeScript wants a type check and a configured linter wants to run; a plain package wants neither. */
function needs(tree: Tree, pkg: NodePackage, step: string): boolean {
  if (step === "typecheck")
    return "typescript" in pkg.dependencies || tree.has(join(pkg.dir, "tsconfig.json"))
  if (step !== "lint") return false
  if (["eslint", "@biomejs/biome", "oxlint"].some((tool) => tool in pkg.dependencies)) return true
  return filesIn(tree, pkg.dir).some((file) => linterConfig.test(basename(file)))
}
