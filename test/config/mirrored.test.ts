import { expect, it } from "vitest"

import { mirrored } from "../../src/config/mirrored.ts"

const mirrors = {
  "docker.io": "m.example.com/hub/",
  "ghcr.io": "m.example.com/gh",
  "localhost:5000": "r.example.com",
}

it.each([
  ["python:3.12", "m.example.com/hub/library/python:3.12"],
  ["docker.io/python:3.12", "m.example.com/hub/library/python:3.12"],
  ["bitnami/redis", "m.example.com/hub/bitnami/redis"],
  ["docker.io/bitnami/redis", "m.example.com/hub/bitnami/redis"],
  ["ghcr.io/astral-sh/uv:0.9@sha256:ab", "m.example.com/gh/astral-sh/uv:0.9@sha256:ab"],
  ["localhost:5000/x:1", "r.example.com/x:1"],
  ["quay.io/x/y", "quay.io/x/y"],
])("%s comes from %s", (image, expected) => {
  expect(mirrored(image, mirrors)).toBe(expected)
})

it("stays as it is without mirrors", () => {
  expect(mirrored("python:3.12", {})).toBe("python:3.12")
})
