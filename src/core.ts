/**
 * Everything the Dagger module uses of the core, and the command line. Built into `dagger/core.js`;
 * run directly, that file is the command line.
 */
import { realpathSync } from "node:fs"
import { fileURLToPath } from "node:url"

import { main } from "./cli/main.ts"

export { cliImages } from "./config/cli-images.ts"
export { defaults } from "./config/defaults.ts"
export { loadConfig } from "./config/load-config.ts"
export { checkUpload, type UploadTarget } from "./coverage/check-upload.ts"
export { codecovArgv } from "./coverage/codecov-argv.ts"
export { SlipwayError } from "./errors.ts"
export { releaseArguments } from "./release/release-arguments.ts"
export { editImages } from "./gitops/edit/edit-images.ts"
export { parseImageArgument } from "./gitops/edit/parse-image-argument.ts"
export { allSteps, findStep, rootName, tasksOf, type CiPlan } from "./plan/ci-plan.ts"
export { planSource, type PlanRequest } from "./plan/plan-source.ts"
export { reportFiles, reportPath } from "./report/report-files.ts"
export { failureMessage } from "./report/failure-message.ts"
export { renderReport } from "./report/render-report.ts"
export { exitCodeOf, planNotes, type CiReport, type Format } from "./report/report.ts"
export { judge } from "./report/judge.ts"
export { renderUnits } from "./report/render-units.ts"
export { isGreen, type Outcome, type RunTask, type StepResult } from "./report/result.ts"
export { verdictResult } from "./report/verdict-result.ts"
export { runStep } from "./runner/run-step.ts"
export {
  reportDir,
  type Command,
  type Input,
  type ServiceSpec,
  type Stage,
  type Task,
} from "./runner/task.ts"
export { quoted } from "./text/quoted.ts"
export { makeTree, readHostTree } from "./tree/host-tree.ts"
export type { PlannedStep } from "./units/unit.ts"
export { ignored, isManifest, manifestPatterns, type Tree } from "./tree/tree.ts"

function isMain(): boolean {
  try {
    return (
      process.argv[1] !== undefined &&
      realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)
    )
  } catch {
    // The program is not a file: this is a library.
    return false
  }
}

if (isMain()) process.exitCode = await main(process)
