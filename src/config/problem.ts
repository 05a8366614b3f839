import { SlipwayError } from "../errors.ts"

/** One thing that is wrong in slipway.yaml, and where. */
export interface Problem {
  /** `units.web.steps.test.timeout`; empty for the file as a whole. */
  key: string
  /** From 1. Undefined where no line can be named. */
  line?: number
  expected: string
  /** As written, shortened. Undefined where something is missing. */
  received?: string
  /** The nearest valid name. */
  hint?: string
}

/** A problem on a line of its own. */
export function problemLine(file: string, problem: Problem): string {
  const place = problem.line === undefined ? file : `${file}:${problem.line}`
  const key = problem.key === "" ? "" : ` ${problem.key}:`
  const received = problem.received === undefined ? "" : `, received ${problem.received}`
  const hint = problem.hint === undefined ? "" : `; did you mean "${problem.hint}"?`
  return `  ${place}${key} expected ${problem.expected}${received}${hint}`
}

/** All problems of one file in one error. */
export function configError(file: string, problems: Problem[]): SlipwayError {
  const lines = problems.map((problem) => problemLine(file, problem))
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`
  return new SlipwayError(
    "E_CONFIG",
    `${file} has ${count}; nothing was run\n${lines.join("\n")}\nCorrect the file; \`units\` then shows what it means`,
  )
}
