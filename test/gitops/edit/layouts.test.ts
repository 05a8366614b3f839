import { describe, expect, test } from "vitest"

import { editImages } from "../../../src/gitops/edit/edit-images.ts"
import type { ImageEdit } from "../../../src/gitops/edit/image-edit.ts"

const digest = `sha256:${"a".repeat(64)}`
const other = `sha256:${"b".repeat(64)}`
const file = "overlays/dev/kustomization.yaml"

interface Row {
  layout: string
  edit: Omit<ImageEdit, "name">
  before: string
  after: string
}

const rows: Row[] = [
  {
    layout: "block style",
    edit: { newTag: "v2" },
    before: "images:\n- name: app\n  newTag: v1\n",
    after: "images:\n- name: app\n  newTag: v2\n",
  },
  {
    layout: "comments, blank lines and odd indentation",
    edit: { newTag: "v2" },
    before:
      "# top\n\nimages: # the images\n\n    # ours\n    -   name:   app  # name\n\n        newTag:   v1   # tag\n\n# end\n",
    after:
      "# top\n\nimages: # the images\n\n    # ours\n    -   name:   app  # name\n\n        newTag:   v2   # tag\n\n# end\n",
  },
  {
    layout: "single quotes",
    edit: { newTag: "v2" },
    before: "images:\n- name: 'app'\n  newTag: 'v1' # c\n",
    after: "images:\n- name: 'app'\n  newTag: 'v2' # c\n",
  },
  {
    layout: "double quotes",
    edit: { newTag: "v2" },
    before: 'images:\n- "name": "app"\n  "newTag": "v1"\n',
    after: 'images:\n- "name": "app"\n  "newTag": "v2"\n',
  },
  {
    layout: "a number-like tag in place of a plain one",
    edit: { newTag: "12e4567" },
    before: "images:\n- name: app\n  newTag: v1\n",
    after: 'images:\n- name: app\n  newTag: "12e4567"\n',
  },
  {
    layout: "a plain number that is the tag already, but not as a string",
    edit: { newTag: "1.10" },
    before: "images:\n- name: app\n  newTag: 1.10\n",
    after: 'images:\n- name: app\n  newTag: "1.10"\n',
  },
  {
    layout: "a tagged string",
    edit: { newTag: "124" },
    before: "images:\n- name: app\n  newTag: !!str 123\n",
    after: 'images:\n- name: app\n  newTag: !!str "124"\n',
  },
  {
    layout: "CRLF and a byte order mark",
    edit: { newTag: "v2", digest },
    before: "\uFEFFimages:\r\n- name: app\r\n  newTag: v1 # c\r\nresources: []\r\n",
    after: `\uFEFFimages:\r\n- name: app\r\n  newTag: v2 # c\r\n  digest: ${digest}\r\nresources: []\r\n`,
  },
  {
    layout: "a document mark, and no final newline",
    edit: { newTag: "v2", digest },
    before: "---\nimages:\n- name: app\n  newTag: v1",
    after: `---\nimages:\n- name: app\n  newTag: v2\n  digest: ${digest}`,
  },
  {
    layout: "another document behind",
    edit: { newTag: "v2" },
    before: "images:\n- name: app\n  newTag: v1\n---\nkind: Other\nimages:\n- name: app\n",
    after: "images:\n- name: app\n  newTag: v2\n---\nkind: Other\nimages:\n- name: app\n",
  },
  {
    layout: "anchors elsewhere",
    edit: { newTag: "v2" },
    before: "a: &x {b: c}\nd: *x\nimages:\n- name: app\n  newTag: &unused v1\n",
    after: "a: &x {b: c}\nd: *x\nimages:\n- name: app\n  newTag: &unused v2\n",
  },
  {
    layout: "keys in another order",
    edit: { newName: "x/y", newTag: "v2", digest },
    before: `images:\n- digest: ${other}\n  newTag: v1\n  newName: x/z\n  name: app\n`,
    after: `images:\n- digest: ${digest}\n  newTag: v2\n  newName: x/y\n  name: app\n`,
  },
  {
    layout: "flow style",
    edit: { newTag: "v2", digest },
    before: "images: [{name: app, newTag: v1}, {name: b}]\n",
    after: `images: [{name: app, newTag: v2, digest: ${digest}}, {name: b}]\n`,
  },
  {
    layout: "flow style in a block list",
    edit: { newName: "r.example:5000/app", newTag: "1_000" },
    before: "images:\n  - { name: app } # c\n",
    after: 'images:\n  - { name: app, newName: r.example:5000/app, newTag: "1_000" } # c\n',
  },
  {
    layout: "an entry with only its name",
    edit: { newName: "x/y", newTag: "v2", digest },
    before: "images:\n  - name: app # c\n  - name: b\n",
    after: `images:\n  - name: app # c\n    newName: x/y\n    newTag: v2\n    digest: ${digest}\n  - name: b\n`,
  },
  {
    layout: "a name on the line below its dash",
    edit: { newTag: "v2" },
    before: "images:\n  -\n    name: app\nx: y\n",
    after: "images:\n  -\n    name: app\n    newTag: v2\nx: y\n",
  },
  {
    layout: "an empty value",
    edit: { newTag: "v2" },
    before: "images:\n- newTag: # soon\n  name: app\n",
    after: "images:\n- newTag: v2 # soon\n  name: app\n",
  },
  {
    layout: "null and an empty string",
    edit: { newTag: "v2", digest },
    before: 'images:\n- name: app\n  newTag: ~\n  digest: ""\n',
    after: `images:\n- name: app\n  newTag: v2\n  digest: "${digest}"\n`,
  },
  {
    layout: "a removed field, with its comment and no other",
    edit: { newTag: "v2", digest: null },
    before: `images:\n- name: app\n  # above\n  digest: ${other} # its own\n  # below\n  newTag: v1\n`,
    after: "images:\n- name: app\n  # above\n  # below\n  newTag: v2\n",
  },
  {
    layout: "a removed last field without a final newline",
    edit: { newTag: "v2", digest: null },
    before: `images:\r\n- name: app\r\n  newTag: v1\r\n  digest: ${other}`,
    after: "images:\r\n- name: app\r\n  newTag: v2",
  },
  {
    layout: "a last field removed and another added",
    edit: { newTag: null, digest },
    before: "images:\n- name: app\n  newTag: v1",
    after: `images:\n- name: app\n  digest: ${digest}`,
  },
  {
    layout: "a removed first field",
    edit: { digest: null },
    before: `images:\n  - digest: ${other} # c\n    name: app\n`,
    after: "images:\n  - name: app\n",
  },
  {
    layout: "a removed first field before a comment",
    edit: { digest: null },
    before: `images:\n  - digest: ${other}\n    # name\n    name: app\n`,
    after: "images:\n  -\n    # name\n    name: app\n",
  },
  {
    layout: "two removed first fields",
    edit: { digest: null, newTag: null },
    before: `images:\n  - digest: ${other}\n    newTag: v1\n    name: app\n`,
    after: "images:\n  -\n    name: app\n",
  },
  {
    layout: "removed fields in flow style",
    edit: { newName: null, digest: null },
    before: `images:\n- {newName: x/y, name: app, newTag: v1, digest: "${other}"}\n`,
    after: "images:\n- {name: app, newTag: v1}\n",
  },
  {
    layout: "all fields removed in flow style",
    edit: { newName: null, newTag: null, digest: null },
    before: `images:\n- { name: app, newName: x/y, newTag: v1, digest: "${other}" }\n`,
    after: "images:\n- { name: app }\n",
  },
  {
    layout: "a removed and an added field in flow style",
    edit: { newTag: null, digest },
    before: "images: [{name: app, newTag: v1}]\n",
    after: `images: [{name: app, digest: ${digest}}]\n`,
  },
  {
    layout: "JSON",
    edit: { newTag: "v2", digest },
    before: '{\n  "images": [\n    {\n      "name": "app",\n      "newTag": "v1"\n    }\n  ]\n}\n',
    after: `{\n  "images": [\n    {\n      "name": "app",\n      "newTag": "v2",\n      "digest": "${digest}"\n    }\n  ]\n}\n`,
  },
  {
    layout: "JSON, removed at the end and added in the middle",
    edit: { newName: "x/y", digest: null },
    before: `{"images":[\n{\n  "name": "app",\n  "newTag": "v1",\n  "digest": "${other}"\n}]}`,
    after: '{"images":[\n{\n  "name": "app",\n  "newName": "x/y",\n  "newTag": "v1"\n}]}',
  },
  {
    layout: "JSON on one line",
    edit: { newTag: "v2", digest },
    before: '{"images":[{"name":"app","newTag":1}]}',
    after: `{"images":[{"name":"app","newTag":"v2","digest":"${digest}"}]}`,
  },
  {
    layout: "flow style over lines, with comments and a comma at the end",
    edit: { newName: "x/y", digest: null },
    before: `images: [\n  {\n    name: app, # n\n    newTag: v1, # t\n    digest: "${other}", # d\n  },\n]\n`,
    after: "images: [\n  {\n    name: app, # n\n    newName: x/y,\n    newTag: v1, # t\n  },\n]\n",
  },
  {
    layout: "flow style over lines, added behind the last with a comment",
    edit: { newTag: "v2" },
    before: "images: [\n  {\n    name: app # n\n  }\n]\n",
    after: "images: [\n  {\n    name: app, # n\n    newTag: v2\n  }\n]\n",
  },
  {
    layout: "a Component",
    edit: { newTag: "v2" },
    before:
      "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- name: app\n  newTag: v1\n",
    after:
      "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nimages:\n- name: app\n  newTag: v2\n",
  },
  {
    layout: "an escaped name",
    edit: { newTag: "v2" },
    before: 'images:\n- name: "\\x61pp"\n  newTag: "v\\x31"\n',
    after: 'images:\n- name: "\\x61pp"\n  newTag: "v2"\n',
  },
]

describe("a layout that people write keeps every other byte", () => {
  test.each(rows)("$layout", ({ edit, before, after }) => {
    const edited = editImages(before, [{ name: "app", ...edit }], { file })
    expect(edited.text).toBe(after)
    const again = editImages(after, [{ name: "app", ...edit }], { file })
    expect(again).toEqual({ text: after, changed: [] })
  })
})

test("says what changed", () => {
  const before = `# c\nimages:\n- name: b\n- name: app\n  newTag: v1\n  digest: ${other}\n`
  const { changed } = editImages(
    before,
    [{ name: "app", newName: "x/y", newTag: "v2", digest: null }],
    { file },
  )
  expect(changed).toEqual([
    { name: "app", field: "newName", from: undefined, to: "x/y", line: 4 },
    { name: "app", field: "newTag", from: "v1", to: "v2", line: 4 },
    { name: "app", field: "digest", from: other, to: undefined, line: 4 },
  ])
})
