import { isMap, isScalar, isSeq, type Document, type YAMLMap } from "yaml"

import { checkNodes } from "../edit/check-nodes.ts"
import { editError, lineAt } from "../edit/edit-error.ts"
import { lineIndex } from "../edit/line-index.ts"
import { parseDocuments } from "../edit/parse-documents.ts"
import type { Refuse } from "../edit/refuse.ts"
import { withinStack } from "../edit/within-stack.ts"
import { checkPlain } from "./check-plain.ts"

/** A record as nodes that know where they stand in the text; what they say is not yet checked. */
export interface ParsedRecord {
  text: string
  file: string
  document: Document.Parsed
  map: YAMLMap
  lineOf: (offset: number) => number
}

/** Throws E_RECORD for what is no YAML, or more than a record needs: one document of plain values. */
export function parseRecord(text: string, file: string): ParsedRecord {
  return withinStack(
    () => parse(text, file),
    (cause) =>
      editError(
        "E_RECORD",
        `${file}:1`,
        { expected: "a record", received: "YAML that is nested too deep", todo: "Flatten it" },
        cause,
      ),
  )
}

function parse(text: string, file: string): ParsedRecord {
  const refuse: Refuse = (offset, expected, received, todo) =>
    editError("E_RECORD", `${file}:${lineAt(text, offset)}`, { expected, received, todo })
  // YAML takes such a line for empty, and then no longer once something stands beside it.
  const tab = /^[ \t]*\t[ \t]*\r?$/m.exec(text)
  if (tab !== null)
    throw refuse(tab.index, "empty lines without tabs", "a tab alone on a line", "Remove the tab")
  const [document, second] = parseDocuments(text, refuse)
  if (second !== undefined)
    throw refuse(
      second.contents?.range[0] ?? second.range[0],
      "one YAML document",
      "a further one",
      "Remove it: a record is one document",
    )
  const map = document?.contents
  if (document === undefined || !isMap(map)) {
    const received = isSeq(map)
      ? "a list"
      : isScalar(map) && map.source !== ""
        ? "a text"
        : "nothing"
    throw refuse(
      map?.range[0] ?? 0,
      "a map with version and units",
      received,
      "Restore the file from git, or delete it: slipway then writes a new one",
    )
  }
  checkNodes(document, refuse)
  checkPlain(map, refuse)
  return { text, file, document, map, lineOf: lineIndex(text) }
}
