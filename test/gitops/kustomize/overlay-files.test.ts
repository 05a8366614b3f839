import { expect, test } from "vitest"

import { overlayFiles } from "../../../src/gitops/kustomize/overlay-files.ts"
import { MemoryBranch, memoryRemote } from "../../support/memory-remote.ts"

const signal = new AbortController().signal

test("an overlay's files are its own and those that it refers to, whatever they refer to in turn", async () => {
  const branch = new MemoryBranch({
    "overlays/dev/kustomization.yaml": "resources: [../../base/a]\npatches: [{path: p/x.yaml}]\n",
    "overlays/dev/p/x.yaml": "x",
    "overlays/prod/kustomization.yaml": "",
    "base/a/kustomization.yaml": "resources: [deployment.yaml, ../b/service.yaml]\n",
    "base/a/deployment.yaml": "d",
    "base/b/service.yaml": "s",
    "base/b/other.yaml": "o",
    "README.md": "r",
  })
  const remote = memoryRemote(branch, { step: () => Promise.resolve(), fate: () => "works" })
  const files = await overlayFiles(await remote.head(signal), "overlays/dev", signal)
  expect([...(files?.keys() ?? [])].sort()).toEqual([
    "base/a/deployment.yaml",
    "base/a/kustomization.yaml",
    "base/b/service.yaml",
    "overlays/dev/kustomization.yaml",
    "overlays/dev/p/x.yaml",
  ])
})
