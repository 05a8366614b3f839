import { LineCounter, parseDocument, type Document } from "yaml"

import { findLine } from "./find-line.ts"
import { issueProblems } from "./issue-problems.ts"
import { configError } from "./problem.ts"
import { Config } from "./schema.ts"

/** A configuration and the way back from a key path to the line it stands on. */
export interface LoadedConfig {
  config: Config
  file: string
  lineOf: (path: readonly PropertyKey[]) => number | undefined
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
  // A warning is an unknown tag: its value would be taken for something else than it says.
  const broken = [...doc.errors, ...doc.warnings]
  if (broken.length > 0)
    throw configError(
      file,
      broken.map((error) => ({
        key: "",
        line: lines.linePos(error.pos[0]).line,
        ...(error.code === "MULTIPLE_DOCS"
          ? { expected: "one YAML document", received: "a further one" }
          : { expected: "YAML", received: error.message }),
      })),
    )

  const lineOf = (path: readonly PropertyKey[]): number | undefined => findLine(doc, lines, path)
  const value: unknown = toJs(doc, file) ?? {}
  const parsed = Config.safeParse(value)
  if (parsed.success) return { config: parsed.data, file, lineOf }
  const problems = parsed.error.issues.flatMap((issue) =>
    issueProblems(issue, { schema: Config, above: [], value, lineOf }),
  )
  throw configError(
    file,
    problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
  )
}

/** An alias that means nothing, or aliases of aliases that would fill the memory. */
function toJs(doc: Document, file: string): unknown {
  try {
    return doc.toJS({ maxAliasCount: 100 })
  } catch (cause) {
    const received = cause instanceof Error ? cause.message : String(cause)
    throw configError(file, [{ key: "", expected: "aliases that are few and known", received }])
  }
}
