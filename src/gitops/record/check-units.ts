import { issueProblems } from "../../config/issue-problems.ts"
import { problemLine } from "../../config/problem.ts"
import { SlipwayError } from "../../errors.ts"
import { recordSchema } from "./record-schema.ts"
import type { UnitRecord } from "./record.ts"

/** Nothing that readRecord would refuse is ever written. */
export function checkUnits(file: string, changes: ReadonlyMap<string, UnitRecord | null>): void {
  const entries = [...changes].map(([name, unit]): [string, object] => [
    name,
    Object.fromEntries(
      Object.entries(unit ?? {}).filter(([, value]) => (value as unknown) !== undefined),
    ),
  ])
  const value = { version: 1, units: Object.fromEntries(entries) }
  const issues = recordSchema.safeParse(value).error?.issues ?? []
  const problems = issues.flatMap((issue) =>
    issueProblems(issue, { schema: recordSchema, above: [], value, lineOf: () => undefined }),
  )
  // The schema's library drops this key without a word.
  if (changes.has("__proto__"))
    problems.push({ key: "units", expected: "the name of a unit", received: '"__proto__"' })
  if (problems.length === 0) return
  const lines = problems.map((problem) => problemLine(file, problem))
  throw new SlipwayError(
    "E_RECORD",
    `${file}: what is to be recorded is no record\n${lines.join("\n")}\nNothing was written`,
  )
}
