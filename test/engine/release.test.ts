import { execFileSync } from "node:child_process"

import { describe, expect } from "vitest"

import { GitServer } from "../support/git-server.ts"
import { course, overlayHistory } from "../support/race.ts"
import { daggerCall, engineTest, repository } from "./dagger-call.ts"

const token = "canary-token-of-the-engine"
const digest = `sha256:${"7".repeat(64)}`

describe("release", () => {
  engineTest(
    "commits once; the same call again is a second look, not a cached answer",
    async () => {
      process.env.SLIPWAY_TEST_TOKEN = token
      const track = course(2, 2)
      const server = await GitServer.start({ root: track.root, token })
      try {
        const root = track.source(`http://git-server:${server.port}/gitops.git`)
        execFileSync("git", ["init", "-q", root])
        const build = track.builds[1]!
        const args = [
          "release",

          "--source=.",
          "--env",
          "dev",
          "--no-verify",
          "--git-token",
          "env://SLIPWAY_TEST_TOKEN",
          "--git-server",
          `tcp://127.0.0.1:${server.port}`,
          "--image",
          `unit-1=unit-1:${build}@${digest}`,
        ]
        const dry = await daggerCall(root, [...args, "--dry-run"])
        expect(dry.stdout).toContain(`+  newTag: ${build}\n+  digest: ${digest}\n`)
        expect(overlayHistory(track).length).toBe(1)

        const first = await daggerCall(root, args)
        const history = overlayHistory(track)
        expect(history.length).toBe(2)
        expect(first.stdout).toBe(
          `unit    result   from  to                                detail\nunit-1  written  none  ${build.slice(0, 12)} ${digest.slice(0, 19)}\n\nnote: no manifest of overlays/dev has the image unit-1:${build}@${digest}\n\ndev: 1 written in commit ${history[1]!.commit}\n`,
        )
        const asked = server.requests.length
        const again = await daggerCall(root, args)
        expect(again.stdout.trim().split("\n").at(-1)).toBe("dev: nothing to do, 1 unchanged")
        expect(server.requests.length).toBeGreaterThan(asked)
        expect(overlayHistory(track).length).toBe(2)
        for (const call of [dry, first, again])
          expect(`${call.stdout}${call.stderr}`).not.toContain(token)
      } finally {
        await server.close()
      }
    },
  )

  engineTest("fails with the command line's own message and exit code", async () => {
    const root = course(1, 1).source("https://git.invalid/gitops.git")
    const called = await daggerCall(root, [
      "release",
      "--source=.",
      "--env",
      "dve",
      "--image",
      `unit-0=unit-0:v1@${digest}`,
    ])
    expect(called.code).toBe(2)
    expect(called.stderr).toContain(
      'there is no environment "dve"; did you mean "dev"? slipway.yaml has: dev, prod',
    )
  })
})

describe("set-image", () => {
  engineTest("gives the file with the other image and every other byte", async () => {
    const root = repository({
      "kustomization.yaml": "# kept\nimages:\n- name: app # the app\n  newTag: 'v1'\n",
    })
    const called = await daggerCall(root, [
      "set-image",
      "--file",
      "kustomization.yaml",
      "--image",
      "app=*:1e5",
      "contents",
    ])
    expect(called.stdout).toBe("# kept\nimages:\n- name: app # the app\n  newTag: '1e5'\n")
  })
})
