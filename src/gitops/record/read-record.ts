import { isMap } from "yaml"
import type { z } from "zod"

import { issueProblems } from "../../config/issue-problems.ts"
import { type Problem, problemLine } from "../../config/problem.ts"
import { SlipwayError } from "../../errors.ts"
import { pairOf } from "../edit/node-text.ts"
import { checkVersion } from "./check-version.ts"
import { type ParsedRecord, parseRecord } from "./parse-record.ts"
import { recordSchema } from "./record-schema.ts"
import { pathKey, recordValue, type RecordValue } from "./record-value.ts"
import type { EnvironmentRecord, UnitRecord } from "./record.ts"
import { toUnit } from "./to-unit.ts"

/** More than anybody corrects at once, and few enough to read. */
const maxShown = 20

/**
 * What `.slipway.yaml` says. Throws one E_RECORD error that lists the problems of the file, each with
 * its line, key, what was expected and what was received.
 */
export function readRecord(text: string, file: string): EnvironmentRecord {
  return valueOf(parseRecord(text, file))
}

/** What the nodes of a record say; throws as readRecord does. */
export function valueOf(parsed: ParsedRecord): EnvironmentRecord {
  const read = recordValue(parsed)
  const { value, lineOf } = read
  checkVersion(value, parsed.file, lineOf(["version"]))
  const { data, error } = recordSchema.safeParse(value)
  const problems = [...read.keys, ...textProblems(read, error?.issues ?? [])]
  if (data === undefined || problems.length > 0) throw recordError(parsed.file, problems)
  // In the order of the file: an object would put names that look like numbers first.
  const units = namesOf(parsed).map((name): [string, UnitRecord] => [
    name,
    toUnit(data.units[name]!),
  ])
  return { version: 1, units: new Map(units) }
}

/** The schema's issues, and texts that are not in quotes where it has no greater one. */
function textProblems(
  { value, texts, lineOf }: RecordValue,
  issues: readonly z.core.$ZodIssue[],
): Problem[] {
  const greater = new Set(
    issues.flatMap((issue) => {
      if (issue.code === "unrecognized_keys")
        return issue.keys.map((key) => pathKey([...issue.path, key]))
      return issue.code === "invalid_type" ? [pathKey(issue.path)] : []
    }),
  )
  const unquoted = [...texts].filter(([path]) => !pathsAbove(path).some((at) => greater.has(at)))
  const said = new Set(unquoted.map(([path]) => path))
  const rest = issues.filter((issue) => {
    const path = pathKey(issue.path)
    if (issue.code === "invalid_type" || issue.code === "unrecognized_keys") return true
    // Of what is no list at all it says too that it is too long.
    return !said.has(path) && !greater.has(path)
  })
  return [
    ...unquoted.map(([, problem]) => problem),
    ...rest.flatMap((issue) =>
      issueProblems(issue, { schema: recordSchema, above: [], value, lineOf }),
    ),
  ]
}

/** A path and all that lead to it. */
function pathsAbove(path: string): string[] {
  const parts = JSON.parse(path) as string[]
  return parts.map((_, index) => pathKey(parts.slice(0, index + 1)))
}

function namesOf({ map }: ParsedRecord): string[] {
  const units = pairOf(map, "units")?.value
  return isMap(units) ? units.items.map(({ key }) => String((key as { value: unknown }).value)) : []
}

function recordError(file: string, problems: Problem[]): SlipwayError {
  const sorted = problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
  const lines = sorted
    .slice(0, maxShown)
    .map((problem) => problemLine(file, { ...problem, key: shorten(problem.key) }))
  if (sorted.length > maxShown) lines.push(`  and ${sorted.length - maxShown} more`)
  const count = sorted.length === 1 ? "1 problem" : `${sorted.length} problems`
  return new SlipwayError(
    "E_RECORD",
    `${file} has ${count}\n${lines.join("\n")}\nCorrect the file, or restore it from git: slipway writes it\nNothing was written`,
  )
}

function shorten(key: string): string {
  return key.length > 200 ? `${key.slice(0, 197)}...` : key
}
