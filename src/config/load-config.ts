import { LineCounter, isMap, isScalar, parseDocument, type Document } from "yaml"
import type { z } from "zod"

import { nearest } from "../text/nearest.ts"
import { configError, type Problem } from "./problem.ts"
import { Config } from "./schema.ts"

/** A configuration and the way back from a key path to the line it stands on. */
export interface LoadedConfig {
  config: Config
  file: string
  lineOf(path: readonly PropertyKey[]): number | undefined
}

/** Larger than any real configuration; a file beyond it is a mistake or an attack. */
const maxBytes = 1 << 20

/** Parse slipway.yaml. Throws one E_CONFIG error that lists every problem; `undefined` is no file. */
export function loadConfig(text: string | undefined, file = "slipway.yaml"): LoadedConfig {
  if (text === undefined) return { config: {}, file, lineOf: () => undefined }
  if (Buffer.byteLength(text) > maxBytes)
    throw configError(file, [
      { key: "", expected: "at most 1 MiB", received: `${Buffer.byteLength(text)} bytes` },
    ])

  const lines = new LineCounter()
  const doc = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
  if (doc.errors.length > 0)
    throw configError(
      file,
      doc.errors.map((error) => ({
        key: "",
        line: lines.linePos(error.pos[0]).line,
        expected: "YAML",
        received: error.message,
      })),
    )

  const lineOf = (path: readonly PropertyKey[]): number | undefined => findLine(doc, lines, path)
  const value: unknown = toJs(doc, file) ?? {}
  const parsed = Config.safeParse(value)
  if (parsed.success) return { config: parsed.data, file, lineOf }
  throw configError(
    file,
    parsed.error.issues.flatMap((issue) => problemsOf(issue, [], value, lineOf)),
  )
}

function toJs(doc: Document, file: string): unknown {
  try {
    return doc.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    const received = cause instanceof Error ? cause.message : String(cause)
    throw configError(file, [{ key: "", expected: "few aliases", received }])
  }
}

function problemsOf(
  issue: z.core.$ZodIssue,
  above: readonly PropertyKey[],
  value: unknown,
  lineOf: LoadedConfig["lineOf"],
): Problem[] {
  const path = [...above, ...issue.path]
  const at = { key: path.map(String).join("."), ...withLine(lineOf(path)) }
  const received = show(valueAt(value, path))
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(path)
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
    if (depth(meant) > 0) return meant.flatMap((inner) => problemsOf(inner, path, value, lineOf))
    return [{ ...at, expected: unionExpectation(issue.errors), received }]
  }
  if (issue.code === "invalid_value") {
    const values = issue.values.map(String)
    const written = valueAt(value, path)
    const hint = typeof written === "string" ? nearest(written, values) : undefined
    return [{ ...at, expected: values.join(" or "), received, ...(hint ? { hint } : {}) }]
  }
  if (issue.code === "invalid_key")
    return [
      {
        ...at,
        expected: issue.issues[0]?.message ?? "another name",
        received: `"${String(path.at(-1))}"`,
      },
    ]
  if (issue.code === "invalid_type") return [{ ...at, expected: issue.expected, received }]
  return [{ ...at, expected: issue.message, received }]
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

function unionExpectation(branches: readonly (readonly z.core.$ZodIssue[])[]): string {
  const each = branches.flatMap((branch) =>
    branch.map((issue) =>
      issue.code === "invalid_type"
        ? issue.expected
        : issue.code === "invalid_value"
          ? issue.values.map(String).join(" or ")
          : issue.message,
    ),
  )
  return [...new Set(each)].join(" or ")
}

/** The keys that the schema knows at `path`, found by walking it. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  let schemas: unknown[] = [Config]
  for (const key of path)
    schemas = schemas.flatMap(unwrap).flatMap((schema) => childOf(schema, key))
  return schemas.flatMap(unwrap).flatMap((schema) => Object.keys(shapeOf(schema) ?? {}))
}

interface SchemaDef {
  innerType?: unknown
  options?: unknown[]
  valueType?: unknown
  element?: unknown
  shape?: Record<string, unknown>
}

function defOf(schema: unknown): SchemaDef {
  return (schema as { def: SchemaDef }).def
}

function unwrap(schema: unknown): unknown[] {
  const def = defOf(schema)
  if (def.innerType !== undefined) return unwrap(def.innerType)
  return def.options === undefined ? [schema] : def.options.flatMap(unwrap)
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return defOf(schema).shape
}

function childOf(schema: unknown, key: PropertyKey): unknown[] {
  const def = defOf(schema)
  const child = def.shape?.[String(key)] ?? def.valueType ?? def.element
  return child === undefined ? [] : [child]
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
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

function findLine(
  doc: Document,
  lines: LineCounter,
  path: readonly PropertyKey[],
): number | undefined {
  // The line of the key reads better than that of its value, which may begin below.
  const parent = path.length === 0 ? undefined : doc.getIn(path.slice(0, -1), true)
  const target = path.length === 1 ? doc.contents : parent
  if (isMap(target)) {
    const last = String(path.at(-1))
    const pair = target.items.find((item) => isScalar(item.key) && String(item.key.value) === last)
    if (pair && isScalar(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line
  }
  const node: unknown = doc.getIn(path, true)
  if (typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range))
    return lines.linePos(Number(node.range[0])).line
  return path.length > 0 ? findLine(doc, lines, path.slice(0, -1)) : undefined
}
