import * as fc from "fast-check"

import { needsQuotes } from "../../../src/gitops/edit/needs-quotes.ts"
import { isTag } from "../../../src/images/image-reference.ts"

const sha = fc.stringMatching(/^[0-9a-f]{7}$/)

/** Tags of every shape that a YAML reader somewhere takes for a number, a word or a date. */
export const tag = fc.oneof(
  fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
  sha,
  fc.stringMatching(/^[0-9]{1,12}$/),
  fc.stringMatching(/^[0-9]{1,4}e[0-9]{1,4}$/),
  fc.stringMatching(/^0_?[box]?[0-9a-f_]{1,6}$/),
  fc.stringMatching(/^[0-9]{1,3}(_[0-9]{3}){1,2}$/),
  fc.stringMatching(/^[0-9]{1,3}\.[0-9_]{0,3}(e[0-9])?$/),
  fc.stringMatching(/^20[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}(T[0-9]{2})?$/),
  fc.constantFrom("on", "Off", "yes", "NO", "y", "N", "true", "False", "null", "inf", "nan", "v1"),
)
export const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`)
export const repository = fc.constantFrom(
  "x/y",
  "r.example:5000/team/app",
  "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app",
  "1e5",
  "busybox",
)

type Quote = "" | "'" | '"'
interface GeneratedField {
  key: "newName" | "newTag" | "digest"
  value: string
  quote: Quote
  comment: string
}
export interface GeneratedEntry {
  name: string
  nameLast: boolean
  quote: Quote
  fields: GeneratedField[]
  flow: boolean
  above: string
}
export interface Generated {
  text: string
  entries: GeneratedEntry[]
}

const quotes = fc.constantFrom<Quote>("", "'", '"')
const comment = fc.constantFrom("", "", " # c", "   # a: {b}", " # 'quote\" - name: x")

function field(key: GeneratedField["key"], value: fc.Arbitrary<string>) {
  return fc.record({ key: fc.constant(key), value, quote: quotes, comment })
}

const anyEntry = fc
  .record({
    nameLast: fc.boolean(),
    quote: quotes,
    fields: fc
      .tuple(
        fc.option(field("newName", repository), { nil: undefined }),
        fc.option(field("newTag", tag), { nil: undefined }),
        fc.option(field("digest", digest), { nil: undefined }),
      )
      .map((all) => all.filter((each) => each !== undefined)),
    flow: fc.boolean(),
    above: fc.constantFrom("", "", "# a comment", "# - name: app-0", ""),
  })
  .map((each) => ({ ...each, name: "" }))

const anyBefore = ["", "resources:\n  - a.yaml\n\n", "x: &a {b: [c]}\ny: *a\n"]
const buildableBefore = [
  "resources:\n  - pod.yaml\n\n",
  "commonAnnotations: &a {b: c}\nresources: [pod.yaml] # *a\n",
]
const buildableBehind = ["", "\n# end\n", "---\nkind: Other\nimages: [{name: app-0}]\n"]
const anyBehind = [...buildableBehind, "patches:\n- patch: |-\n    images:\n    - name: app-0\n"]

interface Shape {
  minLength: number
  maxLength: number
  /** Around the images only what kustomize builds: `resources: [pod.yaml]`. */
  buildable?: boolean
}

/** A kustomization as people write them: `entries` tell what it says. */
export const kustomization = ({ buildable = false, ...counts }: Shape) =>
  fc
    .record({
      entries: fc.array(anyEntry, counts),
      indent: fc.constantFrom("", "  ", "    "),
      dash: fc.constantFrom("- ", "-   "),
      newline: fc.constantFrom("\n", "\r\n"),
      bom: fc.boolean(),
      head: fc.constantFrom(
        "",
        "---\n",
        "# top\n",
        "%YAML 1.1\n---\n",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
      ),
      before: fc.constantFrom(...(buildable ? buildableBefore : anyBefore)),
      behind: fc.constantFrom(...(buildable ? buildableBehind : anyBehind)),
      open: fc.boolean(),
    })
    .map(({ entries, indent, dash, newline, bom, head, before, behind, open }): Generated => {
      const named = entries.map((each, index) => ({ ...each, name: `app-${index}` }))
      const lines = named.flatMap((each) => linesOf(each, indent, dash))
      let text = `${head}${before}images:\n${lines.join("\n")}\n${behind}`
      if (open) text = text.replace(/\n$/, "")
      return { text: (bom ? "\uFEFF" : "") + text.replaceAll("\n", newline), entries: named }
    })

function linesOf(entry: GeneratedEntry, indent: string, dash: string): string[] {
  const name = `name: ${entry.quote}${entry.name}${entry.quote}`
  const above = entry.above === "" ? [] : [indent + entry.above]
  const fields = entry.fields.map(({ key, value, quote }) => `${key}: ${written(value, quote)}`)
  if (entry.flow) {
    const all = entry.nameLast ? [...fields, name] : [name, ...fields]
    return [...above, `${indent}${dash}{${all.join(", ")}}${entry.fields[0]?.comment ?? ""}`]
  }
  const commented = fields.map((each, index) => each + entry.fields[index]!.comment)
  const all = entry.nameLast ? [...commented, name] : [name, ...commented]
  const rest = indent + " ".repeat(dash.length)
  return [...above, ...all.map((each, index) => (index === 0 ? indent + dash : rest) + each)]
}

/** As a person who knows YAML writes it: quoted where it must be, and where they like it. */
function written(value: string, quote: Quote): string {
  if (!isTag(value) && quote === "" && !needsQuotes(value)) return value
  const mark = quote === "" && needsQuotes(value) ? '"' : quote
  return mark + value + mark
}
