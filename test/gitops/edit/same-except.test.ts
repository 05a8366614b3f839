import { expect, test } from "vitest"
import { type YAMLMap } from "yaml"

import type { ImageField } from "../../../src/gitops/edit/image-edit.ts"
import { listItems } from "../../../src/gitops/edit/list-items.ts"
import { parseKustomization } from "../../../src/gitops/edit/parse-kustomization.ts"
import { sameExcept } from "../../../src/gitops/edit/same-except.ts"

const before = "a: &x [b, 'c', {d: e}]\nf: *x\nimages:\n- name: app\n  newTag: v1\n- name: web\n"

function same(after: string, fields: [ImageField, string | null][]): boolean {
  const parsed = parseKustomization(before, "k.yaml")
  const intents = new Map<YAMLMap, Map<ImageField, string | null>>([
    [listItems(parsed)[0]!.map, new Map(fields)],
  ])
  return sameExcept(parsed.map, parseKustomization(after, "k.yaml").map, intents)
}

test("an edit that does what was meant is let through", () => {
  expect(same(before.replace("v1", "v2"), [["newTag", "v2"]])).toBe(true)
  expect(same(before.replace("v1", '"1e5"'), [["newTag", "1e5"]])).toBe(true)
  expect(same(before.replace("  newTag: v1\n", ""), [["newTag", null]])).toBe(true)
  expect(same(before.replace("v1", "v1\n  digest: z"), [["digest", "z"]])).toBe(true)
})

// Each is what a fault in the splicing could give; without this check it would be written.
test.each([
  ["nothing done", before],
  ["another value", before.replace("v1", "v3")],
  ["a number for a string", before.replace("v1", "1e5"), "1e5"],
  ["another entry too", before.replace("v1", "v2").replace("web", "wob")],
  ["another field too", before.replace("v1", "v2\n  newName: x/y")],
  ["a field of another entry", before.replace("v1", "v2") + "  newTag: v2\n"],
  ["an entry less", before.replace("v1", "v2").replace("- name: web\n", "")],
  ["an entry more", `${before.replace("v1", "v2")}- name: z\n`],
  ["the name", before.replace("v1", "v2").replace("name: app", "name: apq")],
  ["a key less", before.replace("v1", "v2").replace("f: *x\n", "")],
  ["a value for an alias", before.replace("v1", "v2").replace("*x", "x")],
  ["another anchor", before.replace("v1", "v2").replace("&x", "&y").replace("*x", "*y")],
  ["a plain value for a quoted one", before.replace("v1", "v2").replace("'c'", "c")],
  ["a tag", before.replace("v1", "v2").replace("'c'", "!!str 'c'")],
  ["a list for a map", before.replace("v1", "v2").replace("{d: e}", "[d, e]")],
  ["another order", before.replace("v1", "v2").replace("b, 'c'", "'c', b")],
])("%s is seen", (_, after, value = "v2") => {
  expect(same(after, [["newTag", value]])).toBe(false)
})
