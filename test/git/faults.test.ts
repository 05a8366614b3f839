import { execFileSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"

import { describe, expect, it, vi } from "vitest"

import { openGitRemote } from "../../src/git/open-git-remote.ts"
import { Beacon, connects } from "../runner/beacon.ts"
import { repo, program, tempDir } from "../runner/temp.ts"
import { BareRepository } from "../support/bare-repository.ts"
import type { Fault } from "../support/git-server.ts"
import { author, bytes, faultOf, never, open, serve, textAt, token } from "./setup.ts"

const change = { files: [{ path: "a", bytes: bytes("2") }], subject: "s", body: "" }

describe("credentials", () => {
  it("go by the name that GitHub expects, and are asked for once", async () => {
    const { repository, server, url } = await serve({ token })
    repository.commit({ a: "1" })
    let asked = 0
    const remote = await open({
      url,
      password: async () => {
        asked++
        return token
      },
    })
    expect(asked).toBe(0)
    const head = await remote.head(never)
    expect(await textAt(head, "a")).toBe("1")
    expect((await remote.commit(head, change, never)).kind).toBe("acknowledged")
    expect(asked).toBe(1)
    const users = new Set(server.requests.map(({ username }) => username))
    expect(users).toEqual(new Set(["x-access-token", undefined]))
  })

  it("are asked for once more when the server does not accept them", async () => {
    const { repository, server, url } = await serve({ token: "old-token" })
    repository.commit({ a: "1" })
    const minted = ["old-token", "new-token"]
    const remote = await open({ url, username: "bot", password: async () => minted.shift()! })
    await remote.head(never)
    server.token = "new-token"
    expect((await remote.head(never)).commit).toBe(repository.head())
    expect(minted).toEqual([])
    expect(server.requests.at(-1)!.username).toBe("bot")
  })

  it("that are not accepted twice are refused", async () => {
    const { repository, url } = await serve({ token })
    repository.commit({ a: "1" })
    let asked = 0
    const remote = await open({ url, password: async () => `wrong-${++asked}` })
    const error = await faultOf(remote.head(never))
    expect(error.fault).toBe("refused")
    expect(error.message.split("\n")[0]).toBe(
      `${url} (branch main): HTTP 401: the credentials are not accepted`,
    )
    expect(asked).toBe(2)
  })

  it("that nobody gave are refused, too", async () => {
    const { url } = await serve({ token })
    expect((await faultOf((await open({ url })).head(never))).fault).toBe("refused")
  })

  it("with a line break are refused before they are used", async () => {
    const { server, url } = await serve({ token })
    const remote = await open({ url, password: async () => `${token}\n` })
    await expect(remote.head(never)).rejects.toMatchObject({ code: "E_GIT_ADDRESS" })
    expect(server.requests).toEqual([])
  })
})

describe("what a failing server means", () => {
  const answers: [string, Fault, string, number | undefined, string][] = [
    [
      "403",
      { kind: "status", status: 403 },
      "refused",
      undefined,
      "HTTP 403: the credentials do not suffice for this",
    ],
    [
      "404",
      { kind: "status", status: 404 },
      "missing",
      undefined,
      "HTTP 404: there is no such repository, or these credentials may not know of it",
    ],
    [
      "429",
      { kind: "status", status: 429, headers: { "Retry-After": "7" } },
      "busy",
      7000,
      "HTTP 429: it asks to wait 7 s",
    ],
    [
      "429 without a time",
      { kind: "status", status: 429 },
      "busy",
      undefined,
      "HTTP 429: it asks to wait",
    ],
    [
      "403 and wait",
      { kind: "status", status: 403, headers: { "Retry-After": "60" } },
      "busy",
      60_000,
      "HTTP 403: it asks to wait 60 s",
    ],
    ["500", { kind: "status", status: 500 }, "unavailable", undefined, "HTTP 500"],
    ["503", { kind: "status", status: 503 }, "unavailable", undefined, "HTTP 503"],
    [
      "a redirect",
      {
        kind: "status",
        status: 301,
        headers: { Location: "https://user:secret@example.com/new.git/info/refs?service=x" },
      },
      "missing",
      undefined,
      "HTTP 301: it has moved to https://example.com/new.git, and credentials follow no redirect: configure the new address",
    ],
    [
      "a page",
      { kind: "status", status: 200, body: "<html>" },
      "invalid",
      undefined,
      "it answers, but not as a git server does",
    ],
    ["a cut", { kind: "cut-before" }, "unavailable", undefined, "no answer (ECONNRESET)"],
  ]
  it.each(answers)("%s", async (_, fault, expected, retryAfterMs, message) => {
    const { url } = await serve({ onRequest: () => fault })
    const error = await faultOf((await open({ url })).head(never))
    expect([error.fault, error.retryAfterMs, error.message.split("\n")[0]]).toEqual([
      expected,
      retryAfterMs,
      `${url} (branch main): ${message}`,
    ])
  })

  it("sends the password nowhere else", async () => {
    const other = await serve()
    const { url } = await serve({
      onRequest: ({ url: path }) => ({
        kind: "status",
        status: 302,
        headers: { Location: other.server.url(path.slice(1)) },
      }),
    })
    const error = await faultOf((await open({ url, password: async () => token })).head(never))
    expect(error.fault).toBe("missing")
    expect(other.server.requests).toEqual([])
  })

  it("a transfer that breaks is unavailable when the server is well", async () => {
    const { repository, server, url } = await serve()
    repository.commit({ a: "1" })
    const remote = await open({ url })
    const head = await remote.head(never)
    server.onRequest = ({ isWork }) => (isWork ? { kind: "cut-within", bytes: 10 } : undefined)
    expect((await faultOf(head.read(["a"], never))).fault).toBe("unavailable")
    server.onRequest = undefined
    expect(await textAt(head, "a")).toBe("1")
  })

  it("a server that never answers is left after the limit", async () => {
    const { url } = await serve({
      onRequest: ({ isWork }) => (isWork ? { kind: "hang" } : undefined),
    })
    const remote = await open({ url, timeoutMs: 300 })
    const error = await faultOf(remote.head(never))
    expect(error.fault).toBe("unavailable")
    expect(error.message).toContain("ended after 0.3 s")
  })

  it.each(["an empty repository", "another branch"])("%s has no such branch", async (state) => {
    const { repository, url } = await serve()
    if (state === "another branch") repository.commit({ a: "1" }, { branch: "master" })
    const error = await faultOf((await open({ url })).head(never))
    expect([error.fault, error.message]).toEqual([
      "missing",
      `${url} has no branch main: push a first commit to it, or name another branch`,
    ])
  })

  it("a directory that is no repository is unavailable, in git's words", async () => {
    const dir = tempDir()
    const error = await faultOf((await open({ url: dir })).head(never))
    expect(error.fault).toBe("unavailable")
    expect(error.message).toContain("does not appear to be a git repository")
  })
})

describe("over TLS", () => {
  it("needs a certificate that is known, and takes the one that the caller's git would", async () => {
    const dir = tempDir()
    const [key, cert] = [join(dir, "key.pem"), join(dir, "cert.pem")]
    const subject = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2"]
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    const args = ["req", "-x509", ...curve, "-keyout", key, "-out", cert, ...subject]
    execFileSync("openssl", args, { stdio: "ignore" })
    const tls = { key: readFileSync(key), cert: readFileSync(cert) }
    const { repository, server, url } = await serve({ tls, token })
    repository.commit({ a: "1" })
    const password = async (): Promise<string> => token
    const env = { PATH: process.env.PATH, GIT_SSL_NO_VERIFY: "1" }
    const error = await faultOf((await open({ url, env, password })).head(never))
    expect([error.fault, error.message.split("\n")[0]]).toEqual([
      "unavailable",
      `${url} (branch main): no answer (DEPTH_ZERO_SELF_SIGNED_CERT)`,
    ])
    expect(server.requests).toEqual([])
    const known = { ...env, GIT_SSL_CAINFO: cert }
    expect(await textAt(await (await open({ url, env: known, password })).head(never), "a")).toBe(
      "1",
    )
    // The diagnosis, too, knows the certificate, and never goes around a proxy.
    const wrong = await open({ url, env: known, password: async () => "wrong" })
    expect((await faultOf(wrong.head(never))).fault).toBe("refused")
    server.reset()
    const proxied = await open({
      url,
      env: { ...known, https_proxy: "http://127.0.0.1:1" },
      password,
    })
    expect((await faultOf(proxied.head(never))).fault).toBe("unavailable")
    expect(server.requests).toEqual([])
  })
})

describe("a server that refuses filters", () => {
  it.each([
    ["tree", { "uploadpackfilter.allow": "false", "uploadpackfilter.blob:none.allow": "true" }],
    [
      "trees without files",
      { "uploadpackfilter.allow": "false", "uploadpackfilter.tree.allow": "true" },
    ],
    ["all", { "uploadpackfilter.allow": "false" }],
    ["silently all", { "uploadpack.allowFilter": "false" }],
  ])("%s: is asked for more at once", async (_, config) => {
    const { repository, server, url } = await serve()
    for (const [key, value] of Object.entries(config)) repository.git("config", key, value)
    repository.commit({ "a/b": "1", "c/d": "x" })
    const first = repository.commit({ "a/b": "2" })
    const remote = await open({ url })
    const head = await remote.head(never)
    expect(await textAt(head, "a/b")).toBe("2")
    server.reset()
    const draft = { ...change, files: [{ path: "a/b", bytes: bytes("3") }] }
    expect((await remote.commit(head, draft, never)).kind).toBe("acknowledged")
    const next = await remote.head(never)
    expect(await textAt(next, "a/b")).toBe("3")
    expect(await textAt(next, "c/d")).toBe("x")
    const since = await remote.between(first, next.commit, never)
    expect(since?.map(({ commit }) => commit)).toEqual([next.commit])
    repository.git("fsck", "--strict")
  })
})

describe("the end", () => {
  it("leaves no process and no directory after an abort", async () => {
    const { repository, url } = await serve({
      onRequest: ({ isWork }) => (isWork ? { kind: "hang" } : undefined),
    })
    repository.commit({ a: "1" })
    const beacon = await Beacon.start()
    // Git starts this as it would start a helper: it is in git's process group.
    const dir = repo({
      git: program(
        `#!/bin/sh\ncase " $* " in *" fetch "*) "${process.execPath}" -e '${connects("helper")}' & ;; esac\nexec "${realGit()}" "$@"\n`,
      ),
    })
    const abort = new AbortController()
    const env = { PATH: `${dir}:${process.env.PATH}`, BEACON_PORT: beacon.port }
    const remote = await openGitRemote({ url, branch: "main", author, env }, never)
    expect(statSync(remote.directory).mode & 0o777).toBe(0o700)
    const head = remote.head(abort.signal)
    await beacon.running("helper")
    abort.abort(new Error("enough"))
    await expect(head).rejects.toThrow("enough")
    await beacon.gone("helper")
    await remote.dispose()
    expect(existsSync(remote.directory)).toBe(false)
  })

  it("of a push that was aborted is not known", async () => {
    const { repository, server, url } = await serve()
    repository.commit({ a: "1" })
    const remote = await open({ url })
    const head = await remote.head(never)
    const abort = new AbortController()
    server.onRequest = ({ service, isWork }) => {
      if (!isWork || service !== "git-receive-pack") return undefined
      abort.abort(new Error("enough"))
      return { kind: "hang" }
    }
    expect(await remote.commit(head, change, abort.signal)).toEqual({
      kind: "unacknowledged",
      detail: "cancelled before the remote had answered",
    })
    await expect(remote.head(abort.signal)).rejects.toThrow("enough")
  })

  it("a refused option leaves no directory", async () => {
    const temp = tempDir()
    vi.stubEnv("TMPDIR", temp)
    const options = { url: "/x", branch: "-x", author, env: { PATH: process.env.PATH } }
    await expect(openGitRemote(options, never)).rejects.toMatchObject({ code: "E_GIT_ADDRESS" })
    expect(readdirSync(temp)).toEqual([])
  })

  it("without git says so", async () => {
    const options = { url: "/x", branch: "main", author, env: { PATH: tempDir() } }
    await expect(openGitRemote(options, never)).rejects.toMatchObject({
      code: "E_TOOL",
      message: "git did not start (ENOENT); Slipway needs git 2.30 or newer in PATH",
    })
  })
})

describe("the token", () => {
  it("is in no argument, file, object, message or output, in any form", async () => {
    const { repository, url } = await serve({ token })
    repository.commit({ a: "1" })
    const trace = join(tempDir(), "trace")
    const dir = repo({
      git: program(
        `#!/bin/sh\nprintf '%s\\n' "$@" >> "${trace}"\nGIT_TRACE="${trace}" exec "${realGit()}" "$@"\n`,
      ),
    })
    const home = tempDir()
    const env = { PATH: `${dir}:${process.env.PATH}`, GITHUB_TOKEN: "unrelated" }
    repository.hook(
      "pre-receive",
      // The server sends back what it was told, as bad servers do.
      `echo "you sent ${token}"; echo "Basic $(printf %s "x-access-token:${token}" | base64 -w 20)"; exit 1`,
    )
    const remote = await open({ url, env, password: async () => token })
    const head = await remote.head(never)
    const result = await remote.commit(head, change, never)
    expect(result.kind).toBe("unacknowledged")
    const detail = result.kind === "unacknowledged" ? result.detail : ""
    expect(detail).toBe("you sent ***\nBasic ***")
    const argv = readFileSync(trace, "utf8")
    expect(argv).toContain("remote-http")
    expect(argv).toContain("--force-with-lease=refs/heads/main:")
    const files = readdirSync(remote.directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    expect(files.length).toBeGreaterThan(3)
    for (const text of [argv, detail, home, ...files])
      for (const form of [
        token,
        "x-access-token:",
        Buffer.from(token).toString("base64").slice(0, 20),
        encodeURIComponent(token),
      ])
        expect(text.includes(form)).toBe(false)
  })

  it("is in no environment of a process that only works here", async () => {
    const { repository, url } = await serve({ token })
    repository.commit({ a: "1" })
    const seen = join(tempDir(), "seen")
    const dir = repo({
      git: program(
        `#!/bin/sh\nfor arg in "$@"; do case "$arg" in cat-file|fetch|push|rev-parse|init|mktree) echo "$arg \${SLIPWAY_GIT_PASSWORD+has}" >> "${seen}";; esac; done\nexec "${realGit()}" "$@"\n`,
      ),
    })
    const remote = await open({
      url,
      env: { PATH: `${dir}:${process.env.PATH}`, SLIPWAY_GIT_PASSWORD: "somebody else's" },
      password: async () => token,
    })
    expect((await remote.commit(await remote.head(never), change, never)).kind).toBe("acknowledged")
    const lines = new Set(readFileSync(seen, "utf8").trim().split("\n"))
    expect([...lines].sort()).toEqual([
      "cat-file ",
      "fetch has",
      "init ",
      "mktree ",
      "push has",
      "rev-parse ",
    ])
  })
})

it("runs none of the caller's git: hooks, configuration, helpers, replacements", async () => {
  const repository = BareRepository.create(`${tempDir()}/r.git`)
  repository.commit({ a: "1" })
  const home = repo({
    ".gitconfig": `[core]\n\thooksPath = /nowhere\n[url "file:///nowhere"]\n\tinsteadOf = file://\n`,
  })
  const remote = await open({
    url: repository.dir,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      GIT_DIR: "/nowhere",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "protocol.file.allow",
      GIT_CONFIG_VALUE_0: "never",
      GIT_ALLOW_PROTOCOL: "ext",
    },
  })
  expect((await remote.commit(await remote.head(never), change, never)).kind).toBe("acknowledged")
})

function realGit(): string {
  const dirs = process.env.PATH!.split(":")
  return dirs.map((dir) => join(dir, "git")).find((file) => existsSync(file))!
}
