import { ci, reports } from "./cli/ci.ts"
import { release } from "./cli/release.ts"
import { runOneStep } from "./cli/run-one-step.ts"
import { setImage } from "./cli/set-image.ts"
import { units } from "./cli/units.ts"
import { uploadCoverage } from "./cli/upload-coverage.ts"
import { SlipwayError } from "./errors.ts"
import { nearest } from "./text/nearest.ts"

/** Where a verb writes and what it reads, so that nothing below touches globals. */
export interface CliContext {
  stdout: (text: string) => void
  stderr: (text: string) => void
  env: Readonly<Record<string, string | undefined>>
  /** How this program was called, for commands that a message offers. */
  program: string
}

/** Runs a verb and gives the process's exit code. */
export type Verb = (args: string[], context: CliContext) => Promise<number>

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

function help(): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length))
  return [
    "slipway VERB [flags]: the checks of a monorepo on this machine, without containers",
    "",
    ...Object.entries(verbs).map(([name, verb]) => `  ${name.padEnd(width)}  ${verb.does}`),
    "",
    "  --source DIR     the repository (default: the current directory)",
    "  --config FILE    instead of DIR/slipway.yaml",
    "  --service NAME   only this unit; may be repeated",
    "  --format NAME    table, json or markdown",
    "  --retries N      try a red step N times more; one that then passes is flaky",
    "  --jobs N         units at once (default: the processors)",
    "",
  ].join("\n")
}

/** EX_SOFTWARE of https://man.openbsd.org/sysexits: no step's code is meant. */
const bugExitCode = 70

/** The command line: one verb and its flags. Errors are printed, never thrown. */
export async function runCli(argv: readonly string[], context: CliContext): Promise<number> {
  const [name, ...args] = argv
  if (name === undefined || name === "help" || name === "--help" || args.includes("--help")) {
    context.stdout(help())
    return name === undefined ? 2 : 0
  }
  try {
    const verb = verbs[name]
    if (verb === undefined) {
      const hint = nearest(name, Object.keys(verbs))
      throw new SlipwayError(
        "E_USAGE",
        `there is no verb "${name}"${hint ? `; did you mean "${hint}"?` : ""}\nSee: slipway help`,
      )
    }
    return await verb.run(args, context)
  } catch (error) {
    if (error instanceof SlipwayError) {
      context.stderr(`slipway: ${error.message}\n`)
      return error.exitCode
    }
    const story = error instanceof Error ? (error.stack ?? error.message) : String(error)
    context.stderr(`slipway: this is a bug in Slipway, please report it:\n${story}\n`)
    return bugExitCode
  }
}
