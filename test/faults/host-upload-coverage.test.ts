import { existsSync, readdirSync, readFileSync } from "node:fs"
import type { RequestListener } from "node:http"
import { inflateSync } from "node:zlib"

import { beforeAll, describe, expect, test } from "vitest"

import { uploadFiles } from "../../src/cli/upload-files.ts"
import { coverageFiles } from "../../src/coverage/coverage-files.ts"
import { neverCancelled } from "../../src/runner/host/cancellation.ts"
import { cleanEnvironment } from "../../src/runner/host/environment.ts"
import { quietEnvironment, start } from "../cli/slipway.ts"
import { mark } from "../runner/tasks.ts"
import { repo } from "../runner/temp.ts"
import { treeHash } from "../runner/tree-hash.ts"
import { hostTools, type HostTools } from "./host-tools.ts"
import { bodyOf, hanging, loopback, type Loopback } from "./loopback.ts"
import { testCache } from "./test-cache.ts"

let tools: HostTools
beforeAll(async () => void (tools = await hostTools()))

const token = "0f1e2d3c-4b5a-4678-9abc-def012345678"
const sha = "0123456789abcdef0123456789abcdef01234567"
const korean = "\uacb0\uc81c"
const coverage = (name: string): string =>
  `<coverage line-rate="1"><packages><package name="${name}"/></packages></coverage>`

function reports(): string {
  return repo({
    "web/test/coverage.xml": coverage("web"),
    [`${korean}/test/coverage.xml`]: coverage("pay"),
  })
}

interface Received {
  line: string
  authorization: string | undefined
  body: string
}

/** Codecov as its uploader sees it: a commit, a report, an upload, and a place for the file. */
function codecov(received: Received[]): Promise<Loopback> {
  const answer: RequestListener = (request, response) => {
    void bodyOf(request).then((body) => {
      const { authorization, host } = request.headers
      received.push({ line: `${request.method} ${request.url}`, authorization, body })
      response
        .writeHead(request.method === "PUT" ? 200 : 201, { "content-type": "application/json" })
        .end(JSON.stringify({ raw_upload_location: `http://${host}/storage` }))
    })
  }
  return loopback(answer)
}

const environment = {
  CODECOV_TOKEN: token,
  // codecov-cli is fetched from PyPI once.
  XDG_CACHE_HOME: testCache("codecov"),
  CI: undefined,
}

async function upload(dir: string, url: string) {
  const flags = ["--sha", sha, "--slug", "owner/name", "--branch", "main", "--url", url]
  const before = treeHash(dir)
  const run = await start(["upload-coverage", "--reports", dir, ...flags], { env: environment })
  const result = await run.ended
  expect(treeHash(dir)).toBe(before)
  expect(result.stdout + result.stderr).not.toContain(token)
  return result
}

describe("a Codecov server that", () => {
  test("takes all: each unit's file under the unit's flag, with the token in a header alone", async () => {
    const received: Received[] = []
    const server = await codecov(received)
    const result = await upload(reports(), server.url)
    expect(result).toMatchObject({
      exitCode: 0,
      stdout: `web: uploaded\n${korean}: uploaded\n2 of 2 uploaded\n`,
      stderr: "",
    })
    const commits = "/upload/github/owner::::name/commits"
    const lines = [
      `POST ${commits}`,
      `POST ${commits}/${sha}/reports`,
      `POST ${commits}/${sha}/reports/default/uploads`,
      "PUT /storage",
    ]
    expect(received.map(({ line }) => line)).toEqual([...lines, ...lines])
    for (const { line, authorization, body } of received) {
      expect(body).not.toContain(token)
      expect(line).not.toContain(token)
      expect(authorization).toBe(line.startsWith("PUT") ? undefined : `token ${token}`)
    }
    const flags = received.flatMap(({ line, body }) =>
      line.endsWith("/uploads") ? [(JSON.parse(body) as { flags: string[] }).flags] : [],
    )
    expect(flags).toEqual([["web"], [korean]])
    const files = received.flatMap(({ line, body }) => (line === "PUT /storage" ? [body] : []))
    expect(files.map(content)).toEqual([coverage("web"), coverage("pay")])
  })

  test("fails and repeats what it was sent: said for each, without the token, and no failure", async () => {
    const server = await loopback((request, response) => {
      response.writeHead(400).end(`refused: ${request.headers.authorization}`)
    })
    const result = await upload(reports(), server.url)
    expect(result.exitCode).toBe(0)
    expect(result.stdout).toMatch(
      new RegExp(
        `^web: not uploaded, exit 1\n[^]*refused: token \\*\\*\\*\n[^]*${korean}: not uploaded, exit 1\n[^]*\n0 of 2 uploaded\n$`,
      ),
    )
  })

  test("answers 500: it is asked again a few times, then that is said", async () => {
    const server = await loopback((_, response) => void response.writeHead(500).end("down"))
    const result = await upload(repo({ "web/test/coverage.xml": coverage("web") }), server.url)
    expect(result.exitCode).toBe(0)
    expect(result.stdout).toMatch(/^web: not uploaded, exit 1\n[^]*too many retries[^]*\n0 of 1 up/)
    expect(server.requests.length).toBeLessThanOrEqual(5)
  })

  test("hangs: one upload waits for the time limit, the others are not tried", async () => {
    const server = await hanging()
    const said: string[] = []
    const env = uploaderEnvironment()
    const started = performance.now()
    const uploaded = await uploadFiles(
      coverageFiles(reports(), ""),
      { sha, slug: "owner/name", branch: "main", url: server.url },
      { cwd: "/", env, timeoutSeconds: 10, cancel: neverCancelled(), mark },
      (text) => void said.push(text),
    )
    expect(uploaded).toBe(0)
    expect(said.map((text) => text.split("\n")[0])).toEqual([
      "web: not uploaded, timed out after 10 s",
      `${korean}: not uploaded, as the upload before it hung`,
    ])
    expect(server.requests).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  test("hangs and is cancelled: that ends it at once", async () => {
    const server = await hanging()
    const flags = ["--sha", sha, "--slug", "owner/name", "--branch", "main", "--url", server.url]
    const run = await start(["upload-coverage", "--reports", reports(), ...flags], {
      env: environment,
    })
    await server.asked(/^POST /)
    const seen = existsSync("/proc/self/cmdline") ? allArguments() : `codecovcli\0--flag\0web`
    expect(seen).toContain("codecovcli")
    expect(seen).not.toContain(token)
    const asked = performance.now()
    run.child.kill("SIGTERM")
    const result = await run.ended
    expect(performance.now() - asked).toBeLessThan(5_000)
    expect(result.exitCode).toBe(143)
    expect(result.stderr).toBe("slipway: cancelled by SIGTERM: 0 of 2 uploads had ended well\n")
    expect(result.stdout).not.toContain(token)
  })
})

/** What the verb itself gives the uploader. */
function uploaderEnvironment(): Record<string, string> {
  const env = cleanEnvironment({ ...quietEnvironment(), ...environment })
  return { ...env, PATH: `${tools.uv}:${env["PATH"]}` }
}

/** The arguments of all processes, which any user of the machine can read. */
function allArguments(): string {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8")
      } catch {
        // Ended meanwhile.
        return ""
      }
    })
    .join("\n")
}

/** The one file of a payload. */
function content(payload: string): string {
  const { coverage_files: files } = JSON.parse(payload) as { coverage_files: { data: string }[] }
  expect(files).toHaveLength(1)
  return inflateSync(Buffer.from(files[0]!.data, "base64")).toString("utf8")
}
