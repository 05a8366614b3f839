import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"

import { beforeAll, describe, expect, test } from "vitest"

import { writeChange } from "../../src/gitops/write/write-change.ts"
import { slipway, type CliResult } from "../cli/slipway.ts"
import { branchOf, build, change, digest, intent, writeOf } from "../gitops/write/write-run.ts"
import { tempDir } from "../runner/temp.ts"
import { atOnce } from "../support/at-once.ts"
import { gitIn } from "../support/bare-history.ts"
import { BareRepository } from "../support/bare-repository.ts"
import { nastyStrings } from "../support/nasty-strings.ts"
import { gitops, image, release, sourceOf } from "../support/release-run.ts"

/** Nothing but spaces and printable characters: what a terminal or a CI's log shows as it is. */
const plain = /^(?:[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\n)*$/u

/** Strings, and the file that exists when one of them was run. */
function strings(): { nasty: string[]; canary: string } {
  const canary = join(tempDir(), "canary")
  return { nasty: nastyStrings(canary), canary }
}

/** What is wrong with the end of a release that somebody said `what` to. */
function problemsOf({ exitCode, stdout, stderr }: CliResult, what: string): string[] {
  const isGreen = exitCode === 0
  const isRight =
    [0, 1, 2].includes(exitCode) &&
    (stdout === "") !== isGreen &&
    (isGreen ? stderr === "" : stderr.startsWith("slipway: ")) &&
    plain.test(stderr)
  return isRight ? [] : [`${JSON.stringify(what)}: ${exitCode} ${JSON.stringify(stdout + stderr)}`]
}

beforeAll(() => {
  expect(nastyStrings("x").length).toBeGreaterThanOrEqual(300)
})

describe("on the command line", () => {
  test.each<[string, (text: string) => string[]]>([
    ["a unit", (text) => ["--env=dev", `--image=${text}=${image("web", 1).split("=")[1]}`]],
    ["an image", (text) => ["--env=dev", `--image=web=${text}`]],
    ["an image's tag", (text) => ["--env=dev", `--image=web=r/web:${text}@${digest(1)}`]],
    ["an image's digest", (text) => ["--env=dev", `--image=web=r/web:1@${text}`]],
    ["an environment", (text) => [`--env=${text}`, "--image", image("web", 1)]],
    ["a deadline", (text) => ["--env=dev", "--image", image("web", 1), `--deadline=${text}`]],
    ["a format", (text) => ["--env=dev", "--image", image("web", 1), `--format=${text}`]],
    ["a token's place", (text) => ["--env=dev", "--image", image("web", 1), `--git-token=${text}`]],
    ["an App", (text) => ["--env=dev", "--image", image("web", 1), `--github-app-id=${text}`]],
    ["a directory", (text) => ["--env=dev", "--image", image("web", 1), `--source=${text}`]],
    ["a flag", (text) => ["--env=dev", "--image", image("web", 1), `--${text}`]],
  ])("%s: refused before anything is asked", async (_, argsOf) => {
    const { nasty, canary } = strings()
    const { repository } = gitops()
    const source = sourceOf(`repository: "${repository.dir}"`)
    const problems: string[] = []
    let accepted = 0
    // Directories that are there are none of these.
    for (const text of nasty.filter((each) => !existsSync(each))) {
      const args = ["release", `--source=${source}`, "--no-verify", "--dry-run", ...argsOf(text)]
      const result = await slipway(args)
      if (result.exitCode === 0) accepted++
      problems.push(...problemsOf(result, text))
    }
    expect(problems).toEqual([])
    expect(existsSync(canary)).toBe(false)
    expect(repository.subjects()).toEqual(["start"])
    // What is a tag or a flag after all is no injection.
    expect(accepted).toBeLessThan(30)
  })

  test("who and where: one harmless line, and exactly our trailers", async () => {
    const { nasty, canary } = strings()
    const messages: string[] = []
    for (const text of nasty) {
      const branch = branchOf("web")
      const intents = [intent("web", 1)]
      const wanted = change(intents, {
        actor: text,
        runUrl: text,
        sourceUrl: text,
        unverified: text,
      })
      await writeChange({ ...writeOf(branch, intents), change: wanted })
      messages.push(branch.head.message)
    }
    const repository = BareRepository.create(join(tempDir(), "log.git"))
    repository.commits(messages.map((message, n) => ({ message, files: { n: `${n}` } })))
    const log = repository.git("log", "-z", "--reverse", "--format=%(trailers:only,unfold)", "main")
    const ours =
      /^Slipway-Change: release-\w{32}\nSlipway-Environment: dev\nSlipway-Verb: release\nImage-Digest: \S+\n(?:Slipway-Unverified: .+\n)?(?:Slipway-Actor: .+\n)?(?:Slipway-Run: .+\n)?(?:Argocd-reference-commit-repourl: .+\n)?Argocd-reference-commit-sha: \w{40}\nSlipway-Unit: .+\n$/
    const blocks = log.split("\0").filter((block) => block !== "")
    expect(blocks).toHaveLength(nasty.length)
    for (const [i, block] of blocks.entries()) expect(block, JSON.stringify(nasty[i])).toMatch(ours)
    expect(existsSync(canary)).toBe(false)
  })

  test("who and where, through the whole program", async () => {
    const { nasty, canary } = strings()
    const sent = nasty.filter((text) => !text.includes("\0") && text.isWellFormed())
    const some = sent.filter((_, i) => i % 12 === 0)
    await atOnce(3, some, async (text) => {
      const { repository } = gitops()
      const source = sourceOf(`repository: "${repository.dir}"`)
      const args = [`--actor=${text}`, `--run-url=${text}`, "--image", image("web", 1)]
      const run = await release({ source, args })
      expect(problemsOf(run, text)).toEqual([])
      expect(run.exitCode, run.stderr).toBe(0)
      expect(repository.subjects()).toEqual(["release(dev): web 000000000000", "start"])
    })
    expect(existsSync(canary)).toBe(false)
  })

  test("a history's directory: read as a directory, or not there", async () => {
    const { nasty, canary } = strings()
    const { repository } = gitops()
    const root = tempDir()
    const source = sourceOf(`repository: "${repository.dir}"`)
    const names = nasty.filter((text) => /^[^/\0]{1,200}$/.test(text) && text.isWellFormed())
    const directories = names.filter((text) => text !== "." && text !== "..")
    expect(directories.length).toBeGreaterThan(150)
    const args = ["release", `--source=${source}`, "--no-verify", "--env=dev"]
    const problems: string[] = []
    expect((await slipway([...args, "--image", image("web", 1)])).exitCode).toBe(0)
    // Each takes half a second.
    const some = directories.filter((_, n) => n % 5 === 0)
    for (const [i, text] of some.entries()) {
      const history = join(root, text)
      mkdirSync(history)
      // A real one for some: git is asked in it.
      if (i % 3 === 0) BareRepository.create(history)
      else if (i % 3 === 1) writeFileSync(join(history, "HEAD"), text)
      const asked = [...args, "--dry-run", `--history=${history}`, "--image", image("web", 2)]
      const result = await slipway(asked)
      problems.push(...problemsOf(result, text))
      expect(result.exitCode, result.stderr).toBe(0)
    }
    for (const text of nasty.filter((_, i) => i % 7 === 0)) {
      const asked = [...args, "--dry-run", `--history=${text}`, "--image", image("web", 1)]
      problems.push(...problemsOf(await slipway(asked), text))
    }
    expect(problems).toEqual([])
    expect(existsSync(canary)).toBe(false)
    expect(repository.subjects()).toHaveLength(2)
  })
})

describe("in slipway.yaml", () => {
  test.each<[string, (text: string, repository: string) => string]>([
    ["repository", (text) => `repository: ${text}`],
    ["branch", (text, repository) => `repository: "${repository}", branch: ${text}`],
    ["username", (text, repository) => `repository: "${repository}", username: ${text}`],
    ["api", (text) => `repository: "https://ghe.example/a/b", api: ${text}`],
    ["image", (text, repository) => `repository: "${repository}", image: ${text}`],
    [
      "path",
      (text, repository) => `repository: "${repository}", environments: {dev: {path: ${text}}}`,
    ],
    [
      "an environment's name",
      (text, repository) => `repository: "${repository}", environments: {${text}: {path: o}}`,
    ],
  ])("%s: refused, or read as it is written", async (_, settings) => {
    const { nasty, canary } = strings()
    const { repository } = gitops()
    const before = repository.git("for-each-ref")
    const source = sourceOf("")
    const rest = "units: {web: {path: web, kind: custom, image: a, steps: {t: {run: [x]}}}}\n"
    const problems: string[] = []
    for (const text of nasty) {
      const written = settings(JSON.stringify(text), repository.dir)
      writeFileSync(join(source, "slipway.yaml"), `gitops: {${written}}\n${rest}`)
      const args = ["--source", source, "--env=dev", "--no-verify", "--dry-run", "--deadline=5s"]
      const env = { SLIPWAY_GIT_TOKEN: "ghs_token" }
      const result = await slipway(["release", ...args, "--image", image("web", 1)], env)
      problems.push(...problemsOf(result, text))
    }
    expect(problems).toEqual([])
    expect(existsSync(canary)).toBe(false)
    expect(repository.git("for-each-ref")).toBe(before)
  })
})

test("in the repository: a kustomization's own texts end no line of the message", async () => {
  const { nasty } = strings()
  const { repository } = gitops()
  const tags = nasty
    .filter((text) => text !== "" && text.isWellFormed())
    .filter((_, i) => i % 15 === 0)
  for (const [i, tag] of tags.entries()) {
    repository.commit({
      "overlays/dev/kustomization.yaml": `images:\n- name: web\n  newTag: ${JSON.stringify(tag)}\n`,
    })
    const source = sourceOf(`repository: "${repository.dir}"`)
    const args = ["release", "--source", source, "--env=dev", "--no-verify"]
    const result = await slipway([...args, "--image", image("web", i + 1)])
    expect(problemsOf(result, tag)).toEqual([])
    if (result.exitCode !== 0) continue
    const trailers = gitIn(repository.dir, "log", "-1", "--format=%(trailers:only,keyonly)", "main")
    expect(trailers.trim().split("\n"), JSON.stringify(tag)).toEqual([
      "Slipway-Change",
      "Slipway-Environment",
      "Slipway-Verb",
      "Image-Digest",
      "Slipway-Unverified",
      "Argocd-reference-commit-sha",
      "Slipway-Unit",
    ])
    expect(result.stdout).toContain(build(i + 1).slice(0, 12))
    expect(plain.test(result.stdout), JSON.stringify(tag)).toBe(true)
  }
})
