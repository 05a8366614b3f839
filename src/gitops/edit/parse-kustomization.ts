import { isMap, isScalar, type Document, type YAMLMap } from "yaml"

import { checkNodes, type NodeFacts } from "./check-nodes.ts"
import { editError, lineAt, show } from "./edit-error.ts"
import { parseDocuments } from "./parse-documents.ts"
import type { Refuse } from "./refuse.ts"
import { withinStack } from "./within-stack.ts"

/** A kustomization as nodes that know where they stand in the text. */
export interface Kustomization {
  text: string
  file: string
  documents: Document.Parsed[]
  map: YAMLMap
  facts: NodeFacts
}

/**
 * Throws a SlipwayError for what is no kustomization, or one that readers would take differently.
 */
export function parseKustomization(text: string, file: string): Kustomization {
  return withinStack(
    () => parse(text, file),
    (cause) =>
      editError(
        "E_KUSTOMIZATION",
        `${file}:1`,
        {
          expected: "a kustomization",
          received: "YAML that is nested too deep",
          todo: "Flatten it",
        },
        cause,
      ),
  )
}

function parse(text: string, file: string): Kustomization {
  const refuse: Refuse = (offset, expected, received, todo) =>
    editError("E_KUSTOMIZATION", `${file}:${lineAt(text, offset)}`, { expected, received, todo })
  const documents = parseDocuments(text, refuse)
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
    return { text, file, documents, map: first.contents, facts: checkNodes(first, refuse) }
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
