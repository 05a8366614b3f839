import { describe, expect, test } from "vitest"

import { buildCheck } from "../../src/gitops/kustomize/build-check.ts"
import { noAncestry } from "../../src/gitops/write/ancestry.ts"
import { planOn } from "../../src/gitops/write/plan-on.ts"
import type { WritePlan } from "../../src/gitops/write/plan-write.ts"
import type { Snapshot } from "../../src/gitops/write/remote.ts"
import { errorOf } from "../support/error-of.ts"
import { MemoryBranch, memoryRemote } from "../support/memory-remote.ts"
import { goToolPath, goTools } from "./go-tools.ts"

const tools = goTools()
const withKustomize = test.skipIf(tools === undefined)

const signal = new AbortController().signal
const digest = `sha256:${"1".repeat(64)}`
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  template:
    spec:
      containers: [{name: app, image: app}]
`
const files = {
  "base/app/kustomization.yaml": "resources: [deployment.yaml]\n",
  "base/app/deployment.yaml": deployment,
  "overlays/dev/kustomization.yaml":
    "namespace: dev\nresources: [../../base/app]\nimages:\n- name: app\n  newTag: v1\n",
}

/** A release of `app` on these files: the snapshot, and what it would write. */
async function planned(over: Record<string, string> = {}): Promise<[Snapshot, WritePlan]> {
  const branch = new MemoryBranch({ ...files, ...over })
  const remote = memoryRemote(branch, { step: () => Promise.resolve(), fate: () => "works" })
  const snapshot = await remote.head(signal)
  const { plan } = await planOn(
    snapshot,
    {
      target: { environment: "dev", overlay: "overlays/dev", policy: "commit", ordering: "warn" },
      ancestry: noAncestry,
      change: {
        verb: "release",
        environment: "dev",
        intents: [
          {
            unit: "app",
            entry: "app",
            repository: "registry.example.com/app",
            tag: "v2",
            digest,
            source: undefined,
            named: true,
          },
        ],
        actor: undefined,
        runUrl: undefined,
        sourceUrl: undefined,
        unverified: undefined,
      },
    },
    "release-1",
    signal,
  )
  return [snapshot, plan]
}

function check(kustomize: string | undefined = goToolPath("kustomize")) {
  return buildCheck({ overlay: "overlays/dev", kustomize, env: process.env })
}

describe("the overlay, built by kustomize", () => {
  withKustomize("before and after: exactly the new image differs", async () => {
    expect(await check()(...(await planned()), signal)).toEqual({ notes: [] })
  })

  withKustomize("an image that no manifest has is told", async () => {
    const over = { "base/app/deployment.yaml": deployment.replace("image: app", "image: other") }
    expect(await check()(...(await planned(over)), signal)).toEqual({
      notes: [`no manifest of overlays/dev has the image registry.example.com/app:v2@${digest}`],
    })
  })

  withKustomize("broken before as well: a note, without a path of this machine", async () => {
    const { notes } = await check()(
      ...(await planned({ "base/app/kustomization.yaml": "resources: [gone.yaml]\n" })),
      signal,
    )
    expect(notes).toHaveLength(1)
    expect(notes[0]).toMatch(/^kustomize cannot build overlays\/dev, before this change either: /)
    expect(notes[0]).not.toContain("slipway-kustomize-")
  })

  withKustomize("what only the change breaks, or changes otherwise, stops it", async () => {
    const [snapshot, plan] = await planned()
    const text = (more: string): WritePlan => ({
      ...plan,
      files: [
        {
          path: "overlays/dev/kustomization.yaml",
          bytes: Buffer.from(`${files["overlays/dev/kustomization.yaml"]}${more}`),
        },
      ],
    })
    const failure = (of: WritePlan): Promise<unknown> =>
      check()(snapshot, of, signal).then(
        () => undefined,
        (error: unknown) =>
          errorOf(() => {
            throw error
          }),
      )
    expect(await failure(text("resources: [gone.yaml]\n"))).toMatchObject({
      code: "E_KUSTOMIZATION",
      message: expect.stringMatching(
        /^overlays\/dev: kustomize can build it now, and could not after this change:\n/,
      ),
    })
    expect(await failure(text("nameSuffix: -x\n"))).toMatchObject({
      code: "E_KUSTOMIZATION",
      message: `overlays/dev: kustomize would make something else of this change than the new images:\nDeployment/app-x.metadata.name: "app" -> "app-x"\nNothing was written`,
    })
  })

  test("without kustomize it is said that only the text was checked", async () => {
    expect(
      await buildCheck({ overlay: "overlays/dev", kustomize: undefined, env: {} })(
        ...(await planned()),
        signal,
      ),
    ).toEqual({
      notes: ["kustomize is not on the PATH: the overlay was not built, only its text was checked"],
    })
  })
})
