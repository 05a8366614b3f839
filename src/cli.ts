import { ci, reports } from "./cli/ci.ts"
import { helpText } from "./cli/help-text.ts"
import { release } from "./cli/release.ts"
import { runOneStep } from "./cli/run-one-step.ts"
import { setImage } from "./cli/set-image.ts"
import { units } from "./cli/units.ts"
import { uploadCoverage } from "./cli/upload-coverage.ts"
import type { CliContext, Verb } from "./cli/verb.ts"
import { SlipwayError } from "./errors.ts"
import { nearest } from "./text/nearest.ts"
import { printable } from "./text/printable.ts"
import { version } from "./version.ts"

const verbs: Record<string, { run: Verb; does: string }> = {
  ci: { run: ci, does: "run all steps of all units, or of --service NAME" },
  reports: {
    run: reports,
    does: "the same, and write JUnit, coverage and a summary to --output DIR",
  },
  release: {
    run: release,
    does: "put --image UNIT=REPOSITORY:TAG@DIGEST (may be repeated) into --env NAME; --dry-run",
  },
  "run-step": {
    run: runOneStep,
    does: "run --step NAME of --service NAME and print what it prints",
  },
  "set-image": {
    run: setImage,
    does: "FILE NAME=NEWNAME:TAG@DIGEST ...: edit the images of a kustomization; --write to keep it",
  },
  units: { run: units, does: "show what was discovered, and where each setting came from" },
  "upload-coverage": { run: uploadCoverage, does: "send the coverage in --reports DIR to Codecov" },
}

/** EX_SOFTWARE of https://man.openbsd.org/sysexits: no step's code is meant. */
const bugExitCode = 70

/** The command line: one verb and its flags. Errors are printed, never thrown. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined || name === "help" || [name, ...args].some(isHelp)) {
    context.stdout(helpText(context.program, verbs))
    return name === undefined ? 2 : 0
  }
  if (name === "version" || name === "--version") {
    context.stdout(`${version}\n`)
    return 0
  }
  try {
    return await verbOf(name)(args, context)
  } catch (error) {
    if (error instanceof SlipwayError) {
      const more = error.seeHelp ? `\nSee: ${context.program} help` : ""
      context.stderr(`slipway: ${printable(error.message)}${more}\n`)
      return error.exitCode
    }
    const story = error instanceof Error ? (error.stack ?? error.message) : String(error)
    context.stderr(`slipway: this is a bug in Slipway, please report it:\n${story}\n`)
    return bugExitCode
  }
}

function isHelp(arg: string): boolean {
  return arg === "--help" || arg === "-h"
}

function verbOf(name: string): Verb {
  // Every object has a `constructor`.
  if (Object.hasOwn(verbs, name)) return verbs[name]!.run
  const hint = nearest(name, Object.keys(verbs))
  throw new SlipwayError(
    "E_USAGE",
    `there is no verb "${name}"${hint ? `; did you mean "${hint}"?` : ""}`,
    { seeHelp: true },
  )
}
