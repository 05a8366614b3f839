import { expect, test } from "vitest"

import { references } from "../../../src/gitops/kustomize/references.ts"

test("every text that could be a path, relative to the root", () => {
  const text = `
resources: [../../base/app, service.yaml, "https://github.com/acme/base?ref=v1", /etc]
components:
- ../../../outside
patches:
- path: patches/replicas.yaml
  target: {kind: Deployment}
- patch: |-
    - op: remove
      path: /spec
configMapGenerator:
- name: settings
  files: [config.json=files/config.json]
  envs: [settings.env]
namespace: dev
`
  expect(references(text, "overlays/dev").sort()).toEqual(
    [
      "base/app",
      "overlays/dev/Deployment",
      "overlays/dev/config.json=files/config.json",
      "overlays/dev/dev",
      "overlays/dev/files/config.json",
      "overlays/dev/patches/replicas.yaml",
      "overlays/dev/service.yaml",
      "overlays/dev/settings",
      "overlays/dev/settings.env",
    ].sort(),
  )
})

test("what is no YAML has none", () => {
  expect(references("{", "a")).toEqual([])
})
