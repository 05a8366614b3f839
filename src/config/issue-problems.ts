import type { z } from "zod"

import { nearest } from "../text/nearest.ts"
import { knownKeys } from "./known-keys.ts"
import type { Problem } from "./problem.ts"

export interface IssueContext {
  /** What the whole file is checked with. */
  schema: unknown
  /** The key path that the issue's own path continues. */
  above: readonly PropertyKey[]
  /** The whole file's value. */
  value: unknown
  lineOf: (path: readonly PropertyKey[]) => number | undefined
}

/** What a person should read of one of zod's issues. */
export function issueProblems(issue: z.core.$ZodIssue, context: IssueContext): Problem[] {
  const { schema, above, value, lineOf } = context
  const path = [...above, ...issue.path]
  const at = { key: path.map(String).join("."), ...withLine(lineOf(path)) }
  const received = show(valueAt(value, path))
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, path)
    return issue.keys.map((key) => {
      const hint = nearest(key, known)
      return {
        key: [...path, key].map(String).join("."),
        ...withLine(lineOf([...path, key])),
        expected: `one of ${known.join(", ")}`,
        received: `"${key}"`,
        ...(hint === undefined ? {} : { hint }),
      }
    })
  }
  // Of a union's branches the one that got furthest is the one that was meant.
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const meant = [...issue.errors].sort((a, b) => depth(b) - depth(a))[0]!
    if (depth(meant) > 0)
      return meant.flatMap((inner) => issueProblems(inner, { ...context, above: path }))
    return [{ ...at, expected: unionExpectation(issue.errors), received }]
  }
  if (issue.code === "invalid_value") {
    const written = valueAt(value, path)
    const values = issue.values.map(String)
    const hint = typeof written === "string" ? nearest(written, values) : undefined
    return [{ ...at, expected: expectation(issue), received, ...(hint ? { hint } : {}) }]
  }
  if (issue.code === "invalid_key")
    return [
      {
        ...at,
        expected: issue.issues[0]?.message ?? "another name",
        received: `"${String(path.at(-1))}"`,
      },
    ]
  return [{ ...at, expected: expectation(issue), received }]
}

function withLine(line: number | undefined): { line?: number } {
  return line === undefined ? {} : { line }
}

function depth(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => issue.path.length + (issue.code === "unrecognized_keys" ? 1 : 0)),
  )
}

/** zod's names of types, as people call them. */
const typeNames: Record<string, string> = {
  object: "a map",
  record: "a map",
  array: "a list",
  string: "a text, in quotes where YAML would read something else",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeNames[issue.expected] ?? issue.expected
    case "invalid_value":
      return issue.values.map(String).join(" or ")
    case "too_small":
      return issue.origin === "number" || issue.origin === "int"
        ? `at least ${issue.minimum}`
        : "at least one item"
    case "too_big":
      return `at most ${issue.maximum}`
    default:
      return issue.message
  }
}

function unionExpectation(branches: readonly (readonly z.core.$ZodIssue[])[]): string {
  return [...new Set(branches.flat().map(expectation))].join(" or ")
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== "object" || at === null) return undefined
    at = (at as Record<PropertyKey, unknown>)[key]
  }
  return at
}

function show(value: unknown): string | undefined {
  if (value === undefined) return "nothing"
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "string" ? masked(inner) : inner,
  )
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/**
 * A value that is refused may be an address with a password. Where that has a `/` or `@` in it no
 * parser finds its end, so all before the last `@` is taken for it.
 */
function masked(text: string): string {
  return text.replace(/^(\s*[a-z][a-z0-9+.-]*:[/\\]+)?[^]+@/i, "$1***@")
}
