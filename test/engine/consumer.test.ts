import { execFileSync, spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { afterAll, beforeAll, describe, expect, inject } from "vitest"

import { dagger, engineTest, image, moduleRoot, repository } from "./dagger-call.ts"

let repos: string
let server: Server
let pin: string

// A module reference drops a port, so the server has to stand on port 80 of the loopback.
beforeAll(async () => {
  if (!inject("engine")) return
  repos = mkdtempSync(join(tmpdir(), "slipway-repos-"))
  const bare = join(repos, "slipway.git")
  execFileSync("git", ["clone", "--quiet", "--bare", moduleRoot, bare])
  execFileSync("git", ["-C", bare, "tag", "v0.0.1", "HEAD"])
  pin = execFileSync("git", ["-C", bare, "rev-parse", "HEAD"], { encoding: "utf8" }).trim()
  server = createServer(gitHttp)
  await new Promise<void>((resolve, reject) =>
    server.once("error", reject).listen(80, "127.0.0.1", resolve),
  )
})
afterAll(() => {
  server?.close()
  server?.closeAllConnections()
  if (repos) rmSync(repos, { recursive: true, force: true })
})

/** git's own server program, behind Node's HTTP. https://git-scm.com/docs/git-http-backend */
function gitHttp(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://127.0.0.1")
  const header = (name: string): string => String(request.headers[name] ?? "")
  const backend = spawn("git", ["-c", "safe.directory=*", "http-backend"], {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: repos,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: header("content-type"),
      CONTENT_LENGTH: header("content-length"),
      HTTP_CONTENT_ENCODING: header("content-encoding"),
      HTTP_GIT_PROTOCOL: header("git-protocol"),
    },
  })
  request.pipe(backend.stdin)
  let head = Buffer.alloc(0)
  let body = false
  backend.stdout.on("data", (chunk: Buffer) => {
    if (body) return void response.write(chunk)
    head = Buffer.concat([head, chunk])
    const end = head.indexOf("\r\n\r\n")
    if (end < 0) return
    body = true
    for (const line of head.subarray(0, end).toString().split("\r\n")) {
      const [name = "", value = ""] = line.split(": ")
      if (name === "Status") response.statusCode = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    response.write(head.subarray(end + 4))
  })
  backend.stdout.on("end", () => response.end())
}

const files = {
  "svc/x": "",
  "slipway.yaml": `units: {svc: {path: svc, kind: custom, image: "${image}", steps: {test: {run: ["true"]}}}}\n`,
}
const table = "unit  step  status  detail\nsvc   test  passed\n\n1 step passed\n"
const reference = "http://127.0.0.1/slipway.git@v0.0.1"

describe.skipIf(!inject("engine"))("another repository uses Slipway", () => {
  engineTest("by a blueprint: plain `dagger call ci`, also from a directory below", async () => {
    const root = repository({
      ...files,
      "dagger.json": JSON.stringify({
        name: "app",
        engineVersion: "v0.21.8",
        blueprint: { name: "slipway", source: reference, pin },
      }),
    })
    // Below the top, the engine finds the repository by its .git.
    execFileSync("git", ["init", "--quiet", root])
    expect(await dagger(root, ["--silent", "call", "ci"])).toEqual({
      code: 0,
      stdout: table,
      stderr: "",
    })
    expect(await dagger(join(root, "svc"), ["--silent", "call", "ci"])).toEqual({
      code: 0,
      stdout: table,
      stderr: "",
    })
  })

  engineTest("by -m and --source=.", async () => {
    const root = repository(files)
    expect(await dagger(root, ["--silent", "-m", reference, "call", "ci", "--source=."])).toEqual({
      code: 0,
      stdout: table,
      stderr: "",
    })
  })

  engineTest("as a toolchain beside its own module: `dagger call slipway ci`", async () => {
    const root = repository({
      ...files,
      "dagger.json": JSON.stringify({
        name: "app",
        engineVersion: "v0.21.8",
        toolchains: [{ name: "slipway", source: reference, pin }],
      }),
    })
    expect(await dagger(root, ["--silent", "call", "slipway", "ci"])).toEqual({
      code: 0,
      stdout: table,
      stderr: "",
    })
  })
})
