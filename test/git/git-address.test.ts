import { describe, expect, it } from "vitest"

import { gitAddress } from "../../src/git/git-address.ts"
import { errorOf } from "../support/error-of.ts"

const supported =
  "Nothing was sent. Supported: https://HOST/PATH, http://127.0.0.1:PORT/PATH, or the absolute path of a bare repository"

describe("gitAddress", () => {
  it.each([
    ["https://GitHub.com/org/repo.git", "https", "https://github.com/org/repo.git", "github.com"],
    [
      "https://example.com:8443/a%20b/",
      "https",
      "https://example.com:8443/a%20b",
      "example.com:8443",
    ],
    ["http://127.0.0.1:3000/r.git", "http", "http://127.0.0.1:3000/r.git", "127.0.0.1:3000"],
    ["http://localhost/r", "http", "http://localhost/r", "localhost"],
    ["http://[::1]:80/r", "http", "http://[::1]/r", "[::1]"],
    ["/srv/a b%.git", "file", "file:///srv/a%20b%25.git", ""],
    ["file:///srv/r.git", "file", "file:///srv/r.git", ""],
  ])("%s", (text, scheme, url, host) => {
    expect(gitAddress(text)).toEqual({ scheme, url, host })
  })

  it.each([
    [
      "git@github.com:org/repo.git",
      "a repository URL is no URL (HOST:PATH, which means ssh, is not supported)",
    ],
    ["relative/path", "a repository URL is no URL (HOST:PATH, which means ssh, is not supported)"],
    [
      "ssh://git@github.com/org/repo",
      "a repository URL has a scheme that is not supported (ssh is one of those)",
    ],
    [
      "ext::sh -c touch% /tmp/x",
      "a repository URL has a scheme that is not supported (ssh is one of those)",
    ],
    [
      "ghp0123456789:x@github.com/org/repo",
      "a repository URL has a scheme that is not supported (ssh is one of those)",
    ],
    [
      "https://user:ghp_secret@github.com/o/r",
      "https://github.com/o/r has credentials in it: give the token as a secret instead",
    ],
    [
      "https://ghp_secret@github.com/o/r",
      "https://github.com/o/r has credentials in it: give the token as a secret instead",
    ],
    [
      "https://github.com/o/r?token=ghp_secret",
      "https://github.com/o/r has a query or a fragment, which are kept in logs",
    ],
    [
      "http://github.com/o/r",
      "http://github.com/o/r is plain http to another machine: anybody on the way reads the token",
    ],
    [
      "http://127.0.0.1.example.com/r",
      "http://127.0.0.1.example.com/r is plain http to another machine: anybody on the way reads the token",
    ],
    ["file://host/r", "file://host/r names no absolute path of this machine"],
    ["https://github.com/o/r\n", "a repository URL has a control character"],
  ])("refuses %j", (text, message) => {
    expect(errorOf(() => gitAddress(text))).toEqual({
      code: "E_GIT_ADDRESS",
      message: `${message}. ${supported}`,
    })
  })
})
