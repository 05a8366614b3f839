import { describe, expect, test } from "vitest"

import { readImages } from "../../../src/gitops/edit/read-images.ts"
import { errorOf } from "../../support/error-of.ts"

const digest = `sha256:${"a".repeat(64)}`
const none = { newName: undefined, newTag: undefined, digest: undefined }

describe("what an entry says", () => {
  test.each([
    [
      "all fields",
      `images:\n- name: app\n  newName: x/y\n  newTag: "1.10"\n  digest: ${digest}\n`,
      { newName: "x/y", newTag: "1.10", digest, line: 2 },
    ],
    ["its name alone", "a: b\nimages:\n\n- name: app # c\n", { ...none, line: 4 }],
    ["a number, as written", "images: [{name: app, newTag: 0012e3}]", { newTag: "0012e3" }],
    ["null", 'images:\n- name: app\n  newTag: ~\n  digest: null\n  newName: ""\n', none],
    ["nothing", "images:\n- newTag:\n  name: app\n", none],
    ["null in quotes", 'images:\n- {name: app, newTag: "null"}\n', { newTag: "null" }],
    ["an alias", "x: &v v1\nimages:\n- name: app\n  newTag: *v\n", { newTag: "v1", line: 3 }],
    [
      "an alias of an entry",
      "x: &e {name: app, newTag: v1}\nimages:\n- *e\n",
      { newTag: "v1", line: 3 },
    ],
    [
      "merged fields behind its own",
      "x: &e {newTag: v1, newName: z}\nimages:\n- <<: [*e]\n  name: app\n  newName: y\n",
      { newName: "y", newTag: "v1" },
    ],
    ["CRLF and a byte order mark", "\uFEFFimages:\r\n- name: app\r\n  newTag: v1\r\n", { line: 2 }],
  ])("%s", (_, text, expected) => {
    expect(readImages(text, "k.yaml").get("app")).toMatchObject(expected)
  })
})

test("is a map of all names", () => {
  const images = readImages("images:\n- name: b\n- newTag: v1\n- name: a\n  newTag: v2\n", "k.yaml")
  const b = { ...none, line: 2 }
  const a = { ...none, newTag: "v2", line: 4 }
  expect([...images]).toEqual([
    ["b", b],
    ["a", a],
  ])
  const seen: unknown[] = []
  images.forEach((value, key, map) => seen.push([key, value, map === images]))
  expect(seen).toEqual([
    ["b", b, true],
    ["a", a, true],
  ])
  expect([...images.keys()]).toEqual(["b", "a"])
  expect([...images.values()]).toEqual([b, a])
  expect([images.size, images.has("a"), images.has("c"), images.get("c")]).toEqual([
    2,
    true,
    false,
    undefined,
  ])
})

test("no images are an empty map", () => {
  expect(readImages("resources: []\n", "k.yaml").size).toBe(0)
})

describe("what is wrong stops only who asks for it", () => {
  const text = "images:\n- name: app\n- name: web\n- name: app\n- name: odd\n  newTag: [a]\n"
  const images = readImages(text, "k.yaml")

  test("others are read", () => {
    expect(images.get("web")).toEqual({ ...none, line: 3 })
    expect([...images.keys()]).toEqual(["app", "web", "odd"])
  })

  test("two entries of one name", () => {
    expect(errorOf(() => images.get("app"))).toMatchObject({
      code: "E_IMAGE_ENTRY_TWICE",
      message:
        'k.yaml:4: expected one entry of images with the name "app", received a second; the first is at line 2\nRemove one of the two: kustomize applies both, the last wins\nNothing was written',
    })
    expect(() => [...images]).toThrow("received a second")
  })

  test("a field that is a list", () => {
    expect(errorOf(() => images.get("odd"))).toMatchObject({
      code: "E_KUSTOMIZATION",
      message:
        "k.yaml:6: expected newTag to be a string, received a list or a map\nWrite it as newTag: VALUE\nNothing was written",
    })
  })
})
