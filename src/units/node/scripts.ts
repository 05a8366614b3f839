import { nearest } from "../../text/nearest.ts"

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

/** The script that does `step` under another name: a known alias, or one that runs the step's tool. */
export function scriptFor(
  step: string,
  scripts: Readonly<Record<string, string>>,
): string | undefined {
  if (!Object.hasOwn(aliases, step)) return undefined
  const known = aliases[step]!
  return (
    known.names.find((name) => Object.hasOwn(scripts, name)) ??
    Object.keys(scripts).find(
      (name) =>
        known.tool.test(scripts[name]!) && !/watch|fix|build/.test(`${name} ${scripts[name]!}`),
    )
  )
}

/** The script that was probably meant by `step`, for an offer: one that does it, or the nearest name. */
export function nearestScript(
  step: string,
  scripts: Readonly<Record<string, string>>,
): string | undefined {
  return scriptFor(step, scripts) ?? nearest(step, Object.keys(scripts))
}

/** npm writes such a script into each new package.json; others write `true` or `exit 0`. */
export function runsNothing(script: string): boolean {
  const commands = script
    .replace(/"(?:\\.|[^"\\])*"|'[^']*'/g, "QUOTED")
    .replace(/(?:^|\s)#.*$/gm, "")
    .split(/&&|\|\||;/)
  return commands.every((command) =>
    /^\s*(?:echo\b[^&|<>]*|exit(?:\s+\d+)?|true|:|)\s*$/.test(command),
  )
}

/**
 * How the runners that write no JUnit say that they found nothing, or skipped all of it: mocha,
 * node:test, vitest, jest, ava. In a green run no test has failed, so none that passed is none at all.
 */
export const nothingRan = [
  "^\\s*0 passing\\b",
  "^(?:\\u2139|#) pass 0$",
  "^Tests: +(?:\\d+ (?:skipped|todo), )+\\d+ total$",
  "^No test files found\\b",
  "^No tests found\\b",
  "^\\s*\\u2716 Couldn't find any files to test\\b",
]
