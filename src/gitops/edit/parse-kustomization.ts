import { Composer, Parser, isMap, isScalar, type Document, type YAMLMap } from "yaml"

import { checkNodes, type NodeFacts } from "./check-nodes.ts"
import { editError, lineAt, show } from "./edit-error.ts"

/** A kustomization as nodes that know where they stand in the text. */
export interface Kustomization {
  text: string
  file: string
  documents: Document.Parsed[]
  map: YAMLMap
  facts: NodeFacts
}

/** Larger than any real kustomization; a file beyond it is a mistake or an attack. */
const maxBytes = 1 << 20
const maxDocuments = 100

/** Characters that end a line for some YAML readers and not for others, or that none allows. */
// oxlint-disable-next-line no-control-regex
const disputed = /\r(?!\n)|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0085\u2028\u2029]/

/** Parse to find: nothing is converted, so aliases never expand and `1e5` stays what was written. */
export function parseKustomization(text: string, file: string): Kustomization {
  const refuse = (offset: number, expected: string, received: string, todo: string) =>
    editError("E_KUSTOMIZATION", `${file}:${lineAt(text, offset)}`, { expected, received, todo })
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

  const documents = compose(text, (offset, message) =>
    refuse(
      offset,
      "YAML",
      `${message} (column ${offset - text.lastIndexOf("\n", offset - 1)})`,
      "Correct the file",
    ),
  )
  const [first, ...others] = documents
  const claims = others.find((document) => claimsToBe(document.contents))
  if (isMap(first?.contents) && isOurs(first.contents)) {
    if (claims)
      throw refuse(
        claims.contents!.range[0],
        "one Kustomization in a file",
        "a second",
        "Give each a file of its own: kustomize reads only the first document",
      )
    const facts = checkNodes(first, (offset, expected, received, todo) =>
      refuse(offset, expected, received, todo),
    )
    return { text, file, documents, map: first.contents, facts }
  }
  if (claims)
    throw refuse(
      claims.contents!.range[0],
      "the Kustomization to be the first document",
      "it after another",
      "Move it to the top or to a file of its own: kustomize reads only the first document",
    )
  throw refuse(
    first?.contents?.range[0] ?? 0,
    "a Kustomization (apiVersion kustomize.config.k8s.io/..., or neither apiVersion nor kind)",
    describe(first?.contents),
    "Name the kustomization.yaml whose images are to be edited",
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

function textAt(map: YAMLMap, key: string): string | undefined {
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key)
  return isScalar(pair?.value) ? String(pair.value.value) : undefined
}

function isOurs(map: YAMLMap): boolean {
  const kind = textAt(map, "kind") ?? "Kustomization"
  const apiVersion = textAt(map, "apiVersion") ?? "kustomize.config.k8s.io/v1beta1"
  return (
    /^(?:Kustomization|Component)$/.test(kind) && apiVersion.startsWith("kustomize.config.k8s.")
  )
}

/** A later document counts only when it says so: many files have none of the words. */
function claimsToBe(contents: unknown): boolean {
  if (!isMap(contents) || !isOurs(contents)) return false
  return ["kind", "images", "resources"].some((key) => contents.has(key))
}

function describe(contents: unknown): string {
  if (contents === null || contents === undefined) return "nothing"
  if (!isMap(contents)) return isScalar(contents) ? show(String(contents.value)) : "a list"
  const kind = textAt(contents, "kind")
  const apiVersion = textAt(contents, "apiVersion") ?? "no apiVersion"
  if (kind === "Kustomization" && apiVersion.startsWith("kustomize.toolkit.fluxcd.io"))
    return `Flux's object of the same name (${apiVersion}), whose images kustomize does not read`
  return `${kind ?? "no kind"} (${apiVersion})`
}
