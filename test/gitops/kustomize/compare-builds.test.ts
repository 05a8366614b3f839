import { describe, expect, test } from "vitest"

import { compareBuilds } from "../../../src/gitops/kustomize/compare-builds.ts"

const image = "registry.example.com/app:v2@sha256:0"

function deployment(of: string, replicas = 1): string {
  return `kind: Deployment
metadata: {name: app}
spec:
  replicas: ${replicas}
  template: {spec: {containers: [{name: app, image: "${of}"}, {name: side, image: "side:1"}]}}
`
}

const service = "---\nkind: Service\nmetadata: {name: app}\n"

describe("two builds of an overlay", () => {
  test("that differ by the new image alone", () => {
    expect(
      compareBuilds(deployment("app:v1") + service, deployment(image) + service, new Set([image])),
    ).toEqual({ unexpected: [], unused: [] })
  })

  test("that are equal: nothing has the new image", () => {
    const same = deployment("app:v1")
    expect(compareBuilds(same, same, new Set([image]))).toEqual({ unexpected: [], unused: [image] })
  })

  test.each([
    [
      "another image",
      deployment("app:v3"),
      ['Deployment/app.spec.template.spec.containers[0].image: "app:v1" -> "app:v3"'],
    ],
    ["another field", deployment("app:v1", 2), ["Deployment/app.spec.replicas: 1 -> 2"]],
    [
      "a manifest more",
      deployment("app:v1") + service,
      ["manifests: 1 -> 2", 'Service/app: nothing -> {"kind":"Service","metadata":{"name":"app"}}'],
    ],
    [
      "a container less",
      deployment("app:v1").replace(', {name: side, image: "side:1"}', ""),
      ["Deployment/app.spec.template.spec.containers: 2 -> 1"],
    ],
  ])("that differ by %s", (_, after, unexpected) => {
    expect(compareBuilds(deployment("app:v1"), after, new Set([image])).unexpected).toEqual(
      unexpected,
    )
  })
})
