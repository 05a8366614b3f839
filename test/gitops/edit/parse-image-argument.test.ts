import { expect, test } from "vitest"

import type { ImageEdit } from "../../../src/gitops/edit/image-edit.ts"
import { parseImageArgument } from "../../../src/gitops/edit/parse-image-argument.ts"

const digest = `sha256:${"0123456789abcdef".repeat(4)}`

/** What kustomize 5.8.1 makes of the same arguments; test/faults/gitops-edit.test.ts asks it. */
const rows: [string, ImageEdit][] = [
  ["app=x/y:v1", { name: "app", newName: "x/y", newTag: "v1", digest: null }],
  ["app=x/y", { name: "app", newName: "x/y", newTag: null, digest: null }],
  ["app:v1", { name: "app", newName: null, newTag: "v1", digest: null }],
  [`app@${digest}`, { name: "app", newName: null, newTag: null, digest }],
  [`app=x/y@${digest}`, { name: "app", newName: "x/y", newTag: null, digest }],
  [`x/app:v1@${digest}`, { name: "x/app", newName: null, newTag: "v1", digest }],
  [`app=x/y:v1@${digest}`, { name: "app", newName: "x/y", newTag: "v1", digest }],
  ["app=*:v1", { name: "app", newTag: "v1", digest: null }],
  ["app=*:*@*", { name: "app" }],
  [`app=*:*@${digest}`, { name: "app", digest }],
  ["app=x/y:*", { name: "app", newName: "x/y", digest: null }],
  ["app:*@*", { name: "app", newName: null }],
  [
    "localhost:5000/app:v1",
    { name: "localhost:5000/app", newName: null, newTag: "v1", digest: null },
  ],
  [
    "localhost:5000/app=10.0.0.1:80/a/b:v1",
    { name: "localhost:5000/app", newName: "10.0.0.1:80/a/b", newTag: "v1", digest: null },
  ],
  [
    "IMAGE=123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:0012e3",
    {
      name: "IMAGE",
      newName: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app",
      newTag: "0012e3",
      digest: null,
    },
  ],
]

test.each(rows)("%s", (argument, edit) => {
  expect(parseImageArgument(argument)).toEqual(edit)
})

const refused: [string, string][] = [
  ["", 'expected a new name, tag or digest, received ""'],
  ["app", 'expected a new name, tag or digest, received "app"'],
  ["-app:v1", 'expected a name that does not begin with a dash, received "-app:v1"'],
  ["--upload-pack=x:v1", "expected a name that does not begin with a dash"],
  ["=x/y:v1", 'expected the name of an entry of images, received ""'],
  ["a b:v1", 'expected the name of an entry of images, received "a b"'],
  ["app:", "expected a tag: at most 128 letters, digits, dots, dashes and underscores"],
  ["app:-v1", 'underscores, received "-v1"'],
  [`app:${"a".repeat(129)}`, "expected a tag"],
  ["app:v1\n", "expected a tag"],
  ["app:v{1}", 'received "v{1}"'],
  ["app@", 'expected a digest: sha256: and 64 of 0-9 and a-f, received ""'],
  ["app@sha256:abc", 'received "sha256:abc"'],
  [`app@sha512:${"a".repeat(128)}`, "expected a digest"],
  [`app@${digest.toUpperCase()}`, "expected a digest"],
  ["app=", 'expected a repository such as registry.example:5000/team/app, received ""'],
  ["app=-x:v1", 'received "-x"'],
  ["app=X/Y:v1", 'team/app, received "X/Y"'],
  ["app=x=y:v1", 'received "x=y"'],
  ["app=x//y:v1", 'received "x//y"'],
  ["app=x/y/:v1", 'received "x/y/"'],
  ["app=https://x/y:v1", 'received "https://x/y"'],
]

test.each(refused)("refuses %j", (argument, message) => {
  expect(() => parseImageArgument(argument)).toThrow(message)
  expect(() => parseImageArgument(argument)).toThrow(
    expect.objectContaining({ code: "E_IMAGE_REFERENCE", exitCode: 2 }),
  )
})
