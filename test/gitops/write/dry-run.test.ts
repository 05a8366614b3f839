import { expect, test } from "vitest"

import { dryRun } from "../../../src/gitops/write/dry-run.ts"
import { RemoteError } from "../../../src/gitops/write/remote-error.ts"
import { writeChange } from "../../../src/gitops/write/write-change.ts"
import { failureOf } from "../../support/failure-of.ts"
import { branchOf, fates, intent, writeOf } from "./write-run.ts"

test("shows the diff and the message, asks for no commit", async () => {
  const branch = branchOf("a", "b")
  const asked: string[] = []
  const check = () => Promise.resolve({ notes: ["a note"] })
  const shown = await dryRun(
    writeOf(branch, [intent("b", 1)], {
      check,
      fate: (operation) => {
        asked.push(operation)
        return "works"
      },
    }),
  )
  expect(asked).toEqual(["head", "read"])
  expect(branch.commits).toHaveLength(1)
  expect(shown.diff).toMatchInlineSnapshot(`
    "--- a/overlays/dev/kustomization.yaml
    +++ b/overlays/dev/kustomization.yaml
    @@ -2,4 +2,6 @@
     - name: a
       newTag: none
     - name: b
    -  newTag: none
    +  newName: registry.example.com/b
    +  newTag: "0000000000000000000000000000000000000001"
    +  digest: "sha256:0000000000000000000000000000000000000000000000000000000000000001"
    --- /dev/null
    +++ b/overlays/dev/.slipway.yaml
    @@ -0,0 +1,9 @@
    +# What runs in this environment: per unit the image, the source commit it was built from, holds.
    +# slipway writes this file in the commit that changes the images.
    +version: 1
    +units:
    +  b:
    +    tag: "0000000000000000000000000000000000000001"
    +    digest: sha256:0000000000000000000000000000000000000000000000000000000000000001
    +    source: "0000000000000000000000000000000000000001"
    +    change: release-f779b566bb903ba5a6a19bc7e6a5b7bd
    "
  `)
  expect(shown.notes).toEqual(["a note"])
  await writeChange(writeOf(branch, [intent("b", 1)]))
  expect(`${branch.head.message}\n`).toBe(shown.message)
})

test("the second time there is nothing to show", async () => {
  const branch = branchOf("a")
  await writeChange(writeOf(branch, [intent("a", 1)]))
  const shown = await dryRun(writeOf(branch, [intent("a", 1)]))
  expect(shown).toMatchObject({ diff: "", message: "", notes: [] })
  expect(shown.units[0]!.decision).toEqual({ kind: "unchanged" })
})

test("has the patience of a write, and its errors", async () => {
  const branch = branchOf("a")
  const unavailable = new RemoteError("unavailable", "HTTP 503")
  const twice = writeOf(branch, [intent("a", 1)], {
    fate: fates("read", unavailable, unavailable),
  })
  expect((await dryRun(twice)).units).toHaveLength(1)
  const refused = writeOf(branch, [intent("a", 1)], {
    fate: fates("head", new RemoteError("refused", "HTTP 403")),
  })
  expect(await failureOf(dryRun(refused))).toEqual({
    code: "E_REMOTE",
    message:
      "memory: HTTP 403\nNothing was written\nThe same command again goes on from what is there",
  })
})

test("has the deadline of a write", async () => {
  const slow = new RemoteError("busy", "HTTP 429", { retryAfterMs: 90_000 })
  const options = writeOf(branchOf("a"), [intent("a", 1)], { fate: fates("head", slow) })
  expect(await failureOf(dryRun(options))).toMatchObject({ code: "E_DEADLINE" })
})
