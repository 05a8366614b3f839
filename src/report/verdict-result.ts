import type { Verdict } from "../units/unit.ts"
import type { StepResult } from "./result.ts"

/** The result of a step that could not even be tried. */
export function verdictResult(unit: string, step: string, verdict: Verdict): StepResult {
  return {
    unit,
    step,
    status: verdict.status,
    exitCode: 1,
    detail: verdict.message,
    seconds: undefined,
    counts: undefined,
    output: "",
    command: undefined,
  }
}
