import { expect, test } from "vitest"

import { parseImageArguments } from "../../src/release/image-argument.ts"
import { errorOf } from "../support/error-of.ts"

const digest = `sha256:${"1".repeat(64)}`
const units = ["user-service", "web"]
const parse = (...args: string[]) =>
  parseImageArguments(args, { units, entryOf: (unit) => `acme-${unit}` })

test("a unit and an image, with and without a digest", () => {
  expect(parse(`web=localhost:5000/a/web:v1@${digest}`, "user-service=u:2")).toEqual([
    { unit: "web", entry: "acme-web", repository: "localhost:5000/a/web", tag: "v1", digest },
    {
      unit: "user-service",
      entry: "acme-user-service",
      repository: "u",
      tag: "2",
      digest: undefined,
    },
  ])
})

test.each<[string, string[], string]>([
  ["no equals", ["web"], "expected a unit, = and an image"],
  ["no tag", [`web=a/web@${digest}`], "expected a tag"],
  ["nothing", ["web="], 'received ""'],
])("refused: %s", (_, args, part) => {
  const { code, message } = errorOf(() => parse(...args))
  expect(code).toBe("E_IMAGE_REFERENCE")
  expect(message).toContain(part)
})

test("an unknown unit, on one line whatever is in it", () => {
  expect(errorOf(() => parse(`user-servise=a:b`))).toEqual({
    code: "E_UNKNOWN_UNIT",
    message:
      '--image: there is no unit "user-servise"; did you mean "user-service"? The units are: user-service, web',
  })
  expect(errorOf(() => parse("we\n\u001b[2Jb=a:b")).message.split("\n")).toHaveLength(1)
})

test("a unit twice, and two units with one entry", () => {
  expect(errorOf(() => parse("web=a:1", "web=a:2"))).toEqual({
    code: "E_USAGE",
    message: "--image: web is there twice",
  })
  const same = () =>
    parseImageArguments(["web=a:1", "user-service=a:2"], { units, entryOf: () => "app" })
  expect(errorOf(same)).toEqual({
    code: "E_USAGE",
    message:
      '--image: web and user-service have the same entry "app" in the kustomization\nGive one of them its own in slipway.yaml: units.user-service.gitops.image',
  })
})
