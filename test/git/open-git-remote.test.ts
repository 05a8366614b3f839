import { describe, expect, it } from "vitest"

import { gitAddress } from "../../src/git/git-address.ts"
import { gitEnvironment } from "../../src/git/git-environment.ts"
import { checkProxies, usesProxy } from "../../src/git/proxy.ts"
import { serverLines } from "../../src/git/server-lines.ts"
import { errorOf } from "../support/error-of.ts"
import { author, open } from "./setup.ts"

describe("openGitRemote", () => {
  it.each(["main", "release/1.0", "x-y", "ünï", "HEAD"])("takes the branch %s", async (branch) => {
    expect((await open({ url: "/srv/r.git", branch })).name).toBe(
      `file:///srv/r.git (branch ${branch})`,
    )
  })

  it.each([
    "",
    "-x",
    "--upload-pack=touch /tmp/x",
    "a..b",
    "a b",
    "a\n",
    "a\0b",
    "x.lock",
    "a//b",
    "/a",
    "a/",
    "@{-1}",
    "a~1",
    "a^",
    "a:b",
    "*",
    "a\\b",
    ".a",
  ])("refuses the branch %j", async (branch) => {
    await expect(open({ url: "/srv/r.git", branch })).rejects.toMatchObject({
      code: "E_GIT_ADDRESS",
      exitCode: 2,
      message: `${JSON.stringify(branch)} is no name of a branch. Expected a name such as main, without refs/heads/ before it; see git help check-ref-format`,
    })
  })

  it.each([
    [{ name: "", email: "a@b" }],
    [{ name: "a", email: " " }],
    [{ name: "a\nparent 1", email: "a@b" }],
    [{ name: "a", email: "a@b> 0 +0000" }],
  ])("refuses the author %j", async (wrong) => {
    await expect(open({ url: "/srv/r.git", author: wrong })).rejects.toMatchObject({
      code: "E_GIT_ADDRESS",
    })
  })

  it.each(["", "a:b", "a\nb"])("refuses the user name %j", async (username) => {
    await expect(open({ url: "https://example.com/r", username, author })).rejects.toMatchObject({
      code: "E_GIT_ADDRESS",
    })
  })
})

describe("gitEnvironment", () => {
  it("keeps the machine's certificates and proxies, and nothing else of the caller's git", () => {
    const env = {
      PATH: "/bin",
      HTTPS_PROXY: "http://proxy:3128",
      GIT_SSL_CAINFO: "/ca.pem",
      GIT_SSL_CAPATH: "/ca",
      GIT_PROXY_SSL_CAINFO: "/proxy.pem",
      GIT_SSL_NO_VERIFY: "1",
      GIT_DIR: "/x",
      GIT_SSH_COMMAND: "evil",
      GIT_CONFIG_PARAMETERS: "'a.b=c'",
      GIT_TRACE_CURL: "1",
      GIT_SSL_CERT_PASSWORD_PROTECTED: "1",
      SSH_ASKPASS: "/x",
      SLIPWAY_GIT_PASSWORD: "x",
      LC_MESSAGES: "de_DE",
      XDG_CONFIG_HOME: "/x",
      HOME: "/root",
      UNSET: undefined,
    }
    expect(gitEnvironment(env, "/private")).toEqual({
      PATH: "/bin",
      HTTPS_PROXY: "http://proxy:3128",
      GIT_SSL_CAINFO: "/ca.pem",
      GIT_SSL_CAPATH: "/ca",
      GIT_PROXY_SSL_CAINFO: "/proxy.pem",
      HOME: "/private",
      XDG_CONFIG_HOME: "/private",
      LC_ALL: "C",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      GIT_NO_REPLACE_OBJECTS: "1",
    })
  })
})

describe("proxies", () => {
  it.each([
    ["https://github.com/r", {}, false],
    ["https://github.com/r", { HTTPS_PROXY: "http://p" }, true],
    ["https://github.com/r", { all_proxy: "http://p" }, true],
    ["https://github.com/r", { https_proxy: "http://p", no_proxy: "a, .github.com" }, false],
    ["https://github.com/r", { https_proxy: "http://p", NO_PROXY: "hub.com" }, true],
    ["https://github.com/r", { https_proxy: "http://p", NO_PROXY: "*" }, false],
    ["https://github.com/r", { http_proxy: "http://p" }, false],
    ["http://127.0.0.1/r", { http_proxy: "http://p", ALL_PROXY: "http://p" }, false],
  ])("%s with %j: %s", (url, env, expected) => {
    expect(usesProxy(gitAddress(url), env)).toBe(expected)
  })

  it("with a user name and no password are refused, because git would ask for one", () => {
    expect(errorOf(() => checkProxies({ https_proxy: "http://bob@proxy:3128" }))).toEqual({
      code: "E_GIT_ADDRESS",
      message:
        "https_proxy has a user name and no password. Write http://USER:PASSWORD@HOST:PORT, or leave the user name out",
    })
    expect(
      checkProxies({ https_proxy: "http://bob:x@proxy", ALL_PROXY: "proxy:1" }),
    ).toBeUndefined()
  })
})

describe("serverLines", () => {
  it.each([
    [
      "fatal: a\nremote: b  \r\nremote: \nremote: c\u001b[1mx\u001b[0m\n ! [remote rejected]",
      "b\ncx",
    ],
    ["warning: a\n\nfatal: b\u0007\n", "warning: a\nfatal: b"],
    ["", ""],
    [`remote: ${"x".repeat(600)}`, `${"x".repeat(500)}…`],
  ])("%j", (stderr, expected) => {
    expect(serverLines(stderr)).toBe(expected)
  })
})
