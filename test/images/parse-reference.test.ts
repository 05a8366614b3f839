import * as fc from "fast-check"
import { expect, test } from "vitest"

import {
  type ImageReference,
  parseReference,
  referenceText,
} from "../../src/images/parse-reference.ts"

const digest = `sha256:${"0123456789abcdef".repeat(4)}`
const ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

const rows: [string, Omit<ImageReference, "name">][] = [
  ["nginx", { registry: "docker.io", repository: "library/nginx" }],
  ["nginx:1.29", { registry: "docker.io", repository: "library/nginx", tag: "1.29" }],
  ["team/app:v1", { registry: "docker.io", repository: "team/app", tag: "v1" }],
  ["docker.io/nginx", { registry: "docker.io", repository: "library/nginx" }],
  ["index.docker.io/nginx:1", { registry: "docker.io", repository: "library/nginx", tag: "1" }],
  ["localhost/app", { registry: "localhost", repository: "app" }],
  ["localhost:5000/app:v1", { registry: "localhost:5000", repository: "app", tag: "v1" }],
  ["localhost:5000", { registry: "docker.io", repository: "library/localhost", tag: "5000" }],
  ["Host/app", { registry: "Host", repository: "app" }],
  ["[::1]:5000/app:v1", { registry: "[::1]:5000", repository: "app", tag: "v1" }],
  [`app@${digest}`, { registry: "docker.io", repository: "library/app", digest }],
  [`${ecr}/app:0012e3`, { registry: ecr, repository: "app", tag: "0012e3" }],
  [
    `registry.example:5000/a/b__c:v1@${digest}`,
    { registry: "registry.example:5000", repository: "a/b__c", tag: "v1", digest },
  ],
]

test.each(rows)("%s", (text, expected) => {
  const reference = parseReference(text)
  const { name, ...rest } = reference
  expect(rest).toEqual(expected)
  expect(text.startsWith(name)).toBe(true)
  expect(referenceText(reference)).toBe(text)
})

const refused: [string, string][] = [
  ["", 'expected a repository such as registry.example:5000/team/app, received ""'],
  ["-app:v1", 'received "-app"'],
  ["--upload-pack=x", 'received "--upload-pack=x"'],
  ["App:v1", 'received "App"'],
  ["registry.example/App", 'received "registry.example/App"'],
  ["registry.example/", 'received "registry.example/"'],
  ["https://registry.example/app", 'received "https://registry.example/app"'],
  ["user:password@registry.example/app", "expected a digest"],
  ["app v1", 'received "app v1"'],
  ["app/../other", 'received "app/../other"'],
  ["app?x=1", 'received "app?x=1"'],
  ["app:", "expected a tag: at most 128 letters, digits, dots, dashes and underscores"],
  ["app:v1\n", 'received "v1\\n"'],
  ["app@", 'expected a digest: sha256: and 64 of 0-9 and a-f, received ""'],
  [`app@${digest}@${digest}`, "expected a digest"],
  [`app@sha512:${"a".repeat(128)}`, "expected a digest"],
  ["a".repeat(64), `received "${"a".repeat(64)}"`],
  ["registry.example:0/app", 'expected a port from 1 to 65535, received "0"'],
  ["registry.example:65536/app", 'expected a port from 1 to 65535, received "65536"'],
  ["a.0/app", 'expected the registry\'s host name, received "a.0"'],
  ["[:::]/app", 'expected the registry\'s host name, received "[:::]"'],
  [
    "123456789.dkr.ecr.eu-west-1.amazonaws.com/app:v1",
    'expected an AWS account of twelve digits, received "123456789" (9)',
  ],
]

test.each(refused)("refuses %j", (text, message) => {
  expect(() => parseReference(text)).toThrow(message)
  expect(() => parseReference(text)).toThrow(
    expect.objectContaining({ code: "E_IMAGE_REFERENCE", exitCode: 2 }),
  )
})

test("names the forms", () => {
  expect(() => parseReference("A")).toThrow(
    'image "A": expected a repository such as registry.example:5000/team/app, received "A"\n' +
      "The forms are REPOSITORY:TAG@DIGEST, REPOSITORY:TAG, REPOSITORY@DIGEST or REPOSITORY",
  )
})

const part = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8})?$/)
const text = fc
  .tuple(
    fc.constantFrom("", "registry.example/", "localhost:5000/", "Host/", "10.0.0.1:80/"),
    fc.array(part, { minLength: 1, maxLength: 4 }),
    fc.option(fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/)),
    fc.boolean(),
  )
  .map(([host, path, tag, pinned]) =>
    [host, path.join("/"), tag === null ? "" : `:${tag}`, pinned ? `@${digest}` : ""].join(""),
  )

test("what is written comes back, and the request has no other path", () => {
  fc.assert(
    fc.property(text, (written) => {
      let reference
      try {
        reference = parseReference(written)
      } catch (error) {
        expect((error as Error).message).toContain("expected the registry's host name")
        return
      }
      expect(referenceText(reference)).toBe(written)
      const url = new URL(`http://${reference.registry}/v2/${reference.repository}/manifests/x`)
      expect(url.pathname).toBe(`/v2/${reference.repository}/manifests/x`)
      expect(reference.name.endsWith(reference.repository.replace(/^library\//, ""))).toBe(true)
    }),
  )
})

test("any text is a reference or refused with its code", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (any) => {
      try {
        expect(referenceText(parseReference(any))).toBe(any)
      } catch (error) {
        expect(error).toMatchObject({ code: "E_IMAGE_REFERENCE" })
      }
    }),
    { numRuns: 500 },
  )
})
