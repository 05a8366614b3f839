import { nearest } from "../../text/nearest.ts"
import { junitFile } from "../task-base.ts"

/** What people call these scripts when they do not call them by the step's name. */
const aliases: Record<string, { names: string[]; tool: RegExp }> = {
  lint: {
    names: ["lint:eslint", "eslint", "lint:js", "lint:ci", "lint:all"],
    tool: /\b(?:eslint|biome|oxlint|xo|standard)\b/,
  },
  typecheck: {
    names: [
      "type-check",
      "lint:tsc",
      "tsc",
      "check-types",
      "check:types",
      "types",
      "types:check",
      "ts:check",
      "type:check",
    ],
    tool: /\b(?:tsc|vue-tsc|svelte-check)\b/,
  },
  test: {
    names: ["test:unit", "unit", "test:run", "test:ci", "tests", "vitest", "jest"],
    tool: /\b(?:vitest|jest|mocha|ava)\b|\bnode\b.*--test\b/,
  },
}

/** The script that was probably meant by `step`: a known alias, one that runs the step's tool, or the nearest name. */
export function nearestScript(
  step: string,
  scripts: Readonly<Record<string, string>>,
): string | undefined {
  const known = aliases[step]
  const names = Object.keys(scripts)
  return (
    known?.names.find((name) => name in scripts) ??
    names.find(
      (name) =>
        known?.tool.test(scripts[name]!) && !/watch|fix|build/.test(`${name} ${scripts[name]!}`),
    ) ??
    nearest(step, names)
  )
}

/** npm writes such a script into each new package.json; others write `true` or `exit 0`. */
export function runsNothing(script: string): boolean {
  return /^\s*(?:echo\b[^&|;]*(?:(?:&&|;)\s*exit\s+\d+)?|exit\s+\d+|true|:|)\s*$/.test(script)
}

export interface TestArguments {
  /** Added after the script's own arguments. */
  args: string[]
  junit: boolean
}

/**
 * What a test script needs so that it ends by itself and says what it ran. The arguments reach the
 * script's last command, so they are added only where that is the test runner.
 * https://vitest.dev/guide/cli.html, https://jestjs.io/docs/cli
 */
export function testArguments(script: string): TestArguments {
  const last = script
    .split(/&&|\|\||;|\|/)
    .at(-1)!
    .trim()
  const words = last.split(/\s+/).filter((word) => !/^\w+=/.test(word))
  const program = words.find(
    (word) => !["npx", "pnpm", "exec", "cross-env", "dotenv", "--"].includes(word),
  )
  if (program === "vitest" && !/--(?:outputFile|reporter)\b/.test(last))
    return {
      args: ["--run", "--reporter=default", "--reporter=junit", `--outputFile.junit=${junitFile}`],
      junit: true,
    }
  if (program === "vitest") return { args: ["--run"], junit: false }
  if (program === "jest")
    return {
      args: ["--ci", "--watch=false", "--watchAll=false", "--passWithNoTests=false"],
      junit: false,
    }
  return { args: [], junit: false }
}

/** How the runners that write no JUnit say that they found nothing: mocha, node:test, vitest, jest. */
export const nothingRan = [
  "^\\s*0 passing\\b",
  "^(?:\\u2139|#) tests 0$",
  "^No test files found\\b",
  "^No tests found\\b",
  "^\\s*\\u2716 Couldn't find any files to test\\b",
]
