import { junitFile } from "../task-base.ts"

export interface TestArguments {
  /** Added after the script's own arguments. */
  args: string[]
  junit: boolean
}

/** Programs that run the rest of their command line, so that what is added reaches the test runner. */
const wrappers =
  /^(?:npx|pnpm|pnpx|bunx|cross-env|cross-env-shell|dotenv|dotenvx|env|env-cmd|node|c8|nyc)$/

/**
 * What a test script needs so that it ends by itself and says what it ran. The arguments reach the
 * script's last command, so they are added only where that is the test runner.
 * https://vitest.dev/guide/cli.html, https://jestjs.io/docs/cli
 */
export function testArguments(script: string): TestArguments {
  const last = lastCommand(script)
  switch (runnerOf(last)) {
    case "vitest":
      return vitestArguments(last)
    case "jest":
      return {
        args: ["--ci", "--watch=false", "--watchAll=false", "--passWithNoTests=false"],
        junit: false,
      }
    default:
      return { args: [], junit: false }
  }
}

/** vitest refuses an option that is given twice, so only what the script lacks is added. */
function vitestArguments(command: string): TestArguments {
  const once = /(?:^|\s)(?:run|--run)(?=\s|$)/.test(command) ? [] : ["--run"]
  const writesItself = /--outputFile(?:=|\s|\.junit|$)/.test(command)
  if (writesItself) return { args: once, junit: false }
  const reporters = [...command.matchAll(/--reporter[=\s](\S+)/g)].map((match) => match[1])
  return {
    args: [
      ...once,
      ...(reporters.length === 0 ? ["--reporter=default"] : []),
      ...(reporters.includes("junit") ? [] : ["--reporter=junit"]),
      `--outputFile.junit=${junitFile}`,
    ],
    junit: true,
  }
}

/** The script's last command, what is quoted in it made one word. */
function lastCommand(script: string): string {
  const unquoted = script.replace(/"(?:\\.|[^"\\])*"|'[^']*'/g, "QUOTED")
  return unquoted
    .split(/&&|\|\||[;|&]/)
    .at(-1)!
    .trim()
}

function runnerOf(command: string): "vitest" | "jest" | undefined {
  const words = command.split(/\s+/).filter((word) => !/^\w+=/.test(word))
  const names = words.map((word) => word.replace(/^.*\//, "").replace(/\.[cm]?js$/, ""))
  const reached = wrappers.test(names[0] ?? "") ? names : names.slice(0, 1)
  return reached.includes("vitest") ? "vitest" : reached.includes("jest") ? "jest" : undefined
}
