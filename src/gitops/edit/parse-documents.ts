import { Composer, Parser, type Document } from "yaml"

import type { Refuse } from "./refuse.ts"

/** Larger than any real file of this kind; a file beyond it is a mistake or an attack. */
const maxBytes = 1 << 20
const maxDocuments = 100

/** Characters that end a line for some YAML readers and not for others, or that none allows. */
// oxlint-disable-next-line no-control-regex
const disputed = /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0085\u2028\u2029]/

/**
 * The documents of a text of at most 1 MiB, as nodes that know where they stand in it. Parse to
 * find: nothing is converted, so aliases never expand and `1e5` stays what was written. Keys that
 * stand twice and aliases are left to checkNodes.
 */
export function parseDocuments(text: string, refuse: Refuse): Document.Parsed[] {
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes)
    throw refuse(0, "at most 1 MiB", `${Buffer.byteLength(text)} bytes`, "Split the file")
  const strange = disputed.exec(text)
  if (strange)
    throw refuse(
      strange.index,
      "characters that every YAML reader takes alike",
      `U+${strange[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`,
      "Remove the character; lines end with LF or CRLF",
    )
  return compose(text, (offset, message) =>
    refuse(
      offset,
      "YAML",
      `${message} (column ${offset - text.lastIndexOf("\n", offset - 1)})`,
      "Correct the file",
    ),
  )
}

function compose(text: string, fail: (offset: number, message: string) => Error) {
  const composer = new Composer({
    schema: "failsafe",
    // Done in checkNodes: here it takes a time that grows with the square of a map's size.
    uniqueKeys: false,
    keepSourceTokens: true,
    prettyErrors: false,
  })
  // The first error is enough. Collecting all takes ten seconds for 1 MiB of commas. The composer
  // catches what is thrown below it and reports that in turn.
  let first: Error | undefined
  Object.assign(composer, {
    onError(source: ErrorSource, _code: string, message: string, warning?: boolean) {
      if (warning === true) return
      const deep = message.includes("call stack")
      first ??= fail(offsetOf(source), deep ? "lists or maps that are nested too deep" : message)
      throw first
    },
  })
  const documents: Document.Parsed[] = []
  for (const document of composer.compose(new Parser().parse(text), true, text.length)) {
    const error = document.errors[0]
    if (error) throw fail(error.pos[0], error.message)
    documents.push(document)
    if (documents.length > maxDocuments)
      throw fail(document.range[0], `more than ${maxDocuments} documents`)
  }
  return documents
}

type ErrorSource = number | [number, number] | { offset: number }

function offsetOf(source: ErrorSource): number {
  if (typeof source === "number") return source
  return Array.isArray(source) ? source[0] : source.offset
}
