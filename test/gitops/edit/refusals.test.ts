import { expect, test } from "vitest"

import { SlipwayError } from "../../../src/errors.ts"
import { editImages } from "../../../src/gitops/edit/edit-images.ts"

interface Row {
  fault: string
  before: string
  code: string
  message: string
}

/** What is refused, and all that the message says but its last line. */
const rows: Row[] = [
  {
    fault: "no entry, and one that is nearly called so",
    before: "# c\nimages:\n- name: user-servce\n- name: web\n",
    code: "E_IMAGE_ENTRY_MISSING",
    message:
      'k.yaml:2: expected an entry of images with the name "user-service", received 2 entries with other names; did you mean "user-servce"?\nTo add it:\nimages:\n  - name: user-service\n    newName: x/y\n    newTag: "1e5"',
  },
  {
    fault: "no images at all",
    before: "resources: []\n",
    code: "E_IMAGE_ENTRY_MISSING",
    message:
      'k.yaml:1: expected an entry of images with the name "user-service", received no entries\nTo add it:\nimages:\n  - name: user-service\n    newName: x/y\n    newTag: "1e5"',
  },
  {
    fault: "images without a value",
    before: "images:\n",
    code: "E_IMAGE_ENTRY_MISSING",
    message:
      'k.yaml:1: expected an entry of images with the name "user-service", received no entries\nTo add it:\nimages:\n  - name: user-service\n    newName: x/y\n    newTag: "1e5"',
  },
  {
    fault: "the new name instead of the name",
    before: "images:\n- name: us\n  newName: user-service\n",
    code: "E_IMAGE_ENTRY_MISSING",
    message:
      'k.yaml:1: expected an entry of images with the name "user-service", received 1 entry with other names; did you mean "us"?\nTo add it:\nimages:\n  - name: user-service\n    newName: x/y\n    newTag: "1e5"',
  },
  {
    fault: "two entries",
    before: "images:\n- name: user-service\n- {name: user-service}\n",
    code: "E_IMAGE_ENTRY_TWICE",
    message:
      'k.yaml:3: expected one entry of images with the name "user-service", received a second; the first is at line 2\nRemove one of the two: kustomize applies both, the last wins',
  },
  {
    fault: "an entry that is an alias",
    before: "x: &e {name: user-service}\nimages:\n- *e\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:3: expected an entry for "user-service" that is written out where it stands, received the alias *e\nWrite the entry out: an edit would change, or depend on, another place too',
  },
  {
    fault: "an entry that an alias repeats",
    before: "images:\n- &e {name: user-service}\nx: *e\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:2: expected an entry for "user-service" that is written out where it stands, received the anchor &e, which an alias repeats\nWrite the entry out: an edit would change, or depend on, another place too',
  },
  {
    fault: "a merge key",
    before: "x: &e {newTag: v1}\nimages:\n- <<: *e\n  name: user-service\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:3: expected an entry for "user-service" that is written out where it stands, received a merge key (<<)\nWrite the entry out: an edit would change, or depend on, another place too',
  },
  {
    fault: "a name from a merge key",
    before: "x: &e {name: user-service}\nimages:\n- <<: *e\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:3: expected an entry for "user-service" that is written out where it stands, received a merge key (<<)\nWrite the entry out: an edit would change, or depend on, another place too',
  },
  {
    fault: "images that are an alias",
    before: "x: &e [{name: user-service}]\nimages: *e\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:1: expected an entry for "user-service" that is written out where it stands, received an alias of the whole list\nWrite the entry out: an edit would change, or depend on, another place too',
  },
  {
    fault: "a value that is an alias",
    before: "x: &e v1\nimages:\n- name: user-service\n  newTag: *e\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:4: expected newTag to be a string that is written out where it stands, received the alias *e\nWrite the value out",
  },
  {
    fault: "a value that an alias repeats",
    before: "images:\n- name: user-service\n  newTag: &e v1\nx: *e\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:3: expected newTag to be a string that is written out where it stands, received the anchor &e, which an alias repeats\nWrite the value out",
  },
  {
    fault: "a block of text",
    before: "images:\n- name: user-service\n  newTag: |\n    v1\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:3: expected newTag to be a string that is written out where it stands, received a block of text (| or >)\nWrite the value out",
  },
  {
    fault: "a tag that is no string",
    before: "images:\n- name: user-service\n  newTag: !!int 1\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:3: expected newTag to be a string that is written out where it stands, received the tag tag:yaml.org,2002:int\nWrite the value out",
  },
  {
    fault: "a map as value",
    before: "images:\n- name: user-service\n  newTag: {}\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:3: expected newTag to be a string that is written out where it stands, received a list or a map\nWrite the value out",
  },
  {
    fault: "a field twice",
    before: "images:\n- name: user-service\n  newTag: v1\n  newTag: v2\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:4: expected the key "newTag" once, received it twice\nRemove one of the two: readers differ in which they take',
  },
  {
    fault: "a key twice elsewhere",
    before: "a: 1\nb: 2\na: 3\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:3: expected the key "a" once, received it twice\nRemove one of the two: readers differ in which they take',
  },
  {
    fault: "a field in another spelling",
    before: "images:\n- name: user-service\n  newtag: v1\n",
    code: "E_KUSTOMIZATION",
    message: 'k.yaml:3: expected the key newTag, received "newtag"\nWrite newTag',
  },
  {
    fault: "images in another spelling",
    before: "Images:\n- name: user-service\n",
    code: "E_KUSTOMIZATION",
    message: 'k.yaml:1: expected the key images, received "Images"\nWrite images',
  },
  {
    fault: "tabs",
    before: "images:\n- name: user-service\n\tnewTag: v1\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:3: expected YAML, received Tabs are not allowed as indentation (column 1)\nCorrect the file",
  },
  {
    fault: "an alias of nothing",
    before: "a: *x\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:1: expected an alias of an anchor above, received *x, of which there is none\nCorrect the alias",
  },
  {
    fault: "an alias of itself",
    before: "a: &a [*a]\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:1: expected an alias of an anchor above, received *a, of which there is only the inside\nCorrect the alias",
  },
  {
    fault: "an open list",
    before: "images: [\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:2: expected YAML, received Flow sequence in block collection must be sufficiently indented and end with a ] (column 1)\nCorrect the file",
  },
  {
    fault: "an open quote",
    before: 'images:\n- name: "user\n',
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:3: expected YAML, received Missing closing "quote (column 1)\nCorrect the file',
  },
  {
    fault: "a Deployment",
    before: "apiVersion: apps/v1\nkind: Deployment\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:1: expected a Kustomization (apiVersion kustomize.config.k8s.io/..., or neither apiVersion nor kind), received Deployment (apps/v1)\nName the kustomization.yaml whose images are to be edited",
  },
  {
    fault: "Flux's Kustomization",
    before: "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {}\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:1: expected a Kustomization (apiVersion kustomize.config.k8s.io/..., or neither apiVersion nor kind), received Flux's object of the same name (kustomize.toolkit.fluxcd.io/v1), whose images kustomize does not read\nName the kustomization.yaml whose images are to be edited",
  },
  {
    fault: "a list",
    before: "- a\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:1: expected a Kustomization (apiVersion kustomize.config.k8s.io/..., or neither apiVersion nor kind), received a list\nName the kustomization.yaml whose images are to be edited",
  },
  {
    fault: "text",
    before: "hello\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:1: expected a Kustomization (apiVersion kustomize.config.k8s.io/..., or neither apiVersion nor kind), received "hello"\nName the kustomization.yaml whose images are to be edited',
  },
  {
    fault: "nothing",
    before: "",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:1: expected a Kustomization (apiVersion kustomize.config.k8s.io/..., or neither apiVersion nor kind), received nothing\nName the kustomization.yaml whose images are to be edited",
  },
  {
    fault: "comments alone",
    before: "# a\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:1: expected a Kustomization (apiVersion kustomize.config.k8s.io/..., or neither apiVersion nor kind), received nothing\nName the kustomization.yaml whose images are to be edited",
  },
  {
    fault: "images as a map",
    before: "images:\n  name: user-service\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:2: expected images to be a list of entries, received a map\nWrite it as a list:\nimages:\n  - name: NAME\n    newTag: TAG",
  },
  {
    fault: "images as text",
    before: "images: foo\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:1: expected images to be a list of entries, received "foo"\nWrite it as a list:\nimages:\n  - name: NAME\n    newTag: TAG',
  },
  {
    fault: "an entry as text",
    before: "images:\n- user-service:v1\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:2: expected images[0] to be a map with a name, received "user-service:v1"\nWrite it as: - name: NAME',
  },
  {
    fault: "a name that is a number",
    before: "images:\n- name: user-service\n- name: 123\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:3: expected images[1].name to be a string for every YAML reader, received 123\nQuote it",
  },
  {
    fault: "a name that is a list",
    before: "images:\n- name: []\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:2: expected images[0].name to be a string for every YAML reader, received a list or a map\nQuote it",
  },
  {
    fault: "two Kustomizations",
    before: "images:\n- name: user-service\n---\nkind: Kustomization\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:4: expected one Kustomization in a file, received a second\nGive each a file of its own: kustomize reads only the first document",
  },
  {
    fault: "a Kustomization that is not first",
    before: "kind: Other\n---\nkind: Kustomization\nimages: []\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:3: expected the Kustomization to be the first document, received it after another\nMove it to the top or to a file of its own: kustomize reads only the first document",
  },
  {
    fault: "an empty first document",
    before: "---\n---\nimages: []\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:3: expected the Kustomization to be the first document, received it after another\nMove it to the top or to a file of its own: kustomize reads only the first document",
  },
  {
    fault: "carriage returns",
    before: "images:\r- name: user-service\r",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:1: expected characters that every YAML reader takes alike, received U+000D\nRemove the character; lines end with LF or CRLF",
  },
  {
    fault: "a line separator",
    before: "a: b # \u2028\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:1: expected characters that every YAML reader takes alike, received U+2028\nRemove the character; lines end with LF or CRLF",
  },
  {
    fault: "the old name of images",
    before: "imageTags:\n- name: user-service\n",
    code: "E_KUSTOMIZATION",
    message:
      "k.yaml:1: expected the field images, received imageTags, its old name\nRun kustomize edit fix in this directory",
  },
  {
    fault: "explicit keys",
    before: "images:\n- ? name\n  : user-service\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:2: expected the entry "user-service" as plain fields, one KEY: VALUE after the other, received a layout that cannot be edited in place\nWrite it as:\n- name: NAME\n  newName: NEWNAME\n  newTag: TAG',
  },
  {
    fault: "a field without braces",
    before: "images: [name: user-service]\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:1: expected the entry "user-service" as plain fields, one KEY: VALUE after the other, received a layout that cannot be edited in place\nWrite it as:\n- name: NAME\n  newName: NEWNAME\n  newTag: TAG',
  },
  {
    fault: "an entry below that overrides",
    before: "images:\n- name: user-service\n  newName: x/y\n- name: x/y\n  newTag: v1\n",
    code: "E_IMAGE_ENTRY_TWICE",
    message:
      'k.yaml:4: expected no entry beside that of "user-service" (line 2) to apply to its image, received "x/y": kustomize would render "x/y:v1"\nGive each image one entry: kustomize applies every entry to what the ones above made',
  },
  {
    fault: "an entry above that matches as an expression",
    before: "images:\n- name: user.service\n  newName: z\n- name: user-service\n",
    code: "E_IMAGE_ENTRY_TWICE",
    message:
      'k.yaml:2: expected no entry beside that of "user-service" (line 4) to apply to its image, received "user.service": kustomize would render "z"\nGive each image one entry: kustomize applies every entry to what the ones above made',
  },
  {
    fault: "a key without a value in flow style",
    before: "images:\n- {name: user-service, newTag}\n",
    code: "E_KUSTOMIZATION",
    message:
      'k.yaml:2: expected the entry "user-service" as plain fields, one KEY: VALUE after the other, received a layout that cannot be edited in place\nWrite it as:\n- name: NAME\n  newName: NEWNAME\n  newTag: TAG',
  },
]

const edit = { name: "user-service", newName: "x/y", newTag: "1e5" }

function refusal(before: string): SlipwayError {
  try {
    editImages(before, [edit], { file: "k.yaml" })
  } catch (error) {
    if (error instanceof SlipwayError) return error
    throw error
  }
  throw new Error("expected a refusal")
}

test.each(rows)("refuses $fault", ({ before, code, message }) => {
  const error = refusal(before)
  expect(error.message).toBe(`${message}\nNothing was written`)
  expect(error.code).toBe(code)
})

/** An error that names the line in the whole file though the file was shortened before parsing. */
test("names the line in a long file", () => {
  const others = Array.from({ length: 100 }, (_, i) => `- name: app-${i}\n  newTag: v1\n`).join("")
  const twice = `images:\n${others}- name: user-service\n- name: a\n- name: user-service\n- name: z\n`
  expect(refusal(twice).message).toContain("k.yaml:204: expected one entry")
  expect(refusal(`images:\n${others}`).message).toContain("received 100 entries with other names")
})

const bomb =
  "a: &a [x, x, x, x, x, x, x, x, x, x]\n" +
  Array.from("bcdefgh", (name, i) => {
    const alias = `*${String.fromCharCode(97 + i)}`
    return `${name}: &${name} [${Array.from({ length: 10 }, () => alias).join(", ")}]\n`
  }).join("")

const large: [string, string, string][] = [
  ["aliases that explode", bomb, "k.yaml:6: expected aliases of some size"],
  ["too many bytes", "#".repeat(1 << 20) + "\n", "k.yaml:1: expected at most 1 MiB"],
  ["100 MB", "#\n".repeat(50_000_000), "k.yaml:1: expected at most 1 MiB"],
  [
    "many bytes in few characters",
    "# \u20ac\n".repeat(200_000),
    "k.yaml:1: expected at most 1 MiB",
  ],
  ["deep nesting", `x: ${"[".repeat(500_000)}`, "k.yaml:1: expected YAML"],
  ["deep nesting of maps", "{a: ".repeat(250_000), "k.yaml:1: expected YAML"],
  ["a million commas", `a: [${",".repeat(1_000_000)}]`, "k.yaml:1: expected YAML"],
  ["many documents", "---\n".repeat(250_000), "more than 100 documents"],
  ["many keys", Array.from({ length: 100_000 }, (_, i) => `k${i}:`).join("\n"), "no entries"],
  ["many anchors", "&a ".repeat(300_000), "k.yaml:1: expected YAML"],
  ["many tags", "!t ".repeat(300_000), "k.yaml:1: expected YAML"],
  ["many aliases", "*a ".repeat(300_000), "k.yaml:1: expected YAML"],
  ["many directives", "%a\n".repeat(300_000), "k.yaml:"],
]

test.each(large)("refuses %s in little time", (_, before, message) => {
  const started = performance.now()
  expect(refusal(before).message).toContain(message)
  expect(performance.now() - started).toBeLessThan(5_000)
})

test.each([
  ["a tag with a line break", { newTag: "v1\nimages: []" }],
  ["a tag with a quote", { newTag: 'v"1' }],
  ["an empty tag", { newTag: "" }],
  ["a tag that begins with a dash", { newTag: "-v1" }],
  ["a tag of 129 characters", { newTag: "a".repeat(129) }],
  ["a short digest", { digest: "sha256:abc" }],
  ["a digest in capitals", { digest: `sha256:${"A".repeat(64)}` }],
  ["a repository with a tag", { newName: "x/y:v1" }],
  ["a repository in capitals", { newName: "x/Y" }],
])("never writes %s", (_, fields) => {
  const call = () =>
    editImages("images:\n- name: app\n", [{ name: "app", ...fields }], { file: "k.yaml" })
  expect(call).toThrow(expect.objectContaining({ code: "E_IMAGE_REFERENCE" }))
})

test("refuses two edits of one name", () => {
  const edits = [
    { name: "app", newTag: "v1" },
    { name: "app", newTag: "v2" },
  ]
  expect(() => editImages("images:\n- name: app\n", edits, { file: "k.yaml" })).toThrow(
    'image "app": expected each name once, received "it twice"',
  )
})
