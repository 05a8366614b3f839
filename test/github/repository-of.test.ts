import { expect, test } from "vitest"

import { apiUrl, graphQLUrl, webHost } from "../../src/github/api-url.ts"
import { GitHubRemote } from "../../src/github/github-remote.ts"
import { repositoryOf } from "../../src/github/repository-of.ts"
import { errorOf } from "../support/error-of.ts"

const api = "https://api.github.com"

test.each([
  ["https://github.com/o/r", "o", "r", api],
  ["https://github.com/o/r.git", "o", "r", api],
  ["https://github.com/o/r/", "o", "r", api],
  ["https://github.com/o/r.git/", "o", "r", api],
  ["https://GitHub.com/O-1_x/R.x.git", "O-1_x", "R.x", api],
  ["https://tenant.ghe.com/o/r", "o", "r", "https://api.tenant.ghe.com"],
  ["https://git.acme.example/o/r.git", "o", "r", "https://git.acme.example/api/v3"],
  ["https://git.acme.example:8443/o/r", "o", "r", "https://git.acme.example:8443/api/v3"],
])("%s", (address, owner, name, at) => {
  const hosts = ["Git.Acme.example", "git.acme.example:8443"]
  expect(repositoryOf(address, hosts)).toEqual({ owner, name, apiUrl: at })
})

test.each([
  "https://git.acme.example/o/r",
  "https://github.com.evil.example/o/r",
  "https://evilgithub.com/o/r",
  "https://a.b.ghe.com/o/r",
  "http://github.com/o/r",
  "ssh://git@github.com/o/r",
  "git@github.com:o/r.git",
  "https://user:secret@github.com/o/r",
  "https://github.com:444/o/r",
  "https://github.com/o",
  "https://github.com/o/r/tree/main",
  "https://github.com/o//r",
  "https://github.com/o/r?x=1",
  "https://github.com/o/r#x",
  "https://github.com/o/%2e%2e%2fx",
  "https://github.com/o/a%20b",
  "https://github.com/../r",
  "https://github.com/o/.git",
  "https://github.com/o/r.git.git",
  "not an address",
  "",
])("%j is no repository of GitHub", (address) => {
  expect(repositoryOf(address)).toBeUndefined()
})

test.each([
  [
    "https://api.github.com/",
    "https://api.github.com",
    "https://api.github.com/graphql",
    "github.com",
  ],
  ["https://api.t.ghe.com", "https://api.t.ghe.com", "https://api.t.ghe.com/graphql", "t.ghe.com"],
  [
    "https://git.a.example/api/v3//",
    "https://git.a.example/api/v3",
    "https://git.a.example/api/graphql",
    "git.a.example",
  ],
  [
    "https://api.a.example/api/v3",
    "https://api.a.example/api/v3",
    "https://api.a.example/api/graphql",
    "api.a.example",
  ],
  [
    "http://127.0.0.1:8080",
    "http://127.0.0.1:8080",
    "http://127.0.0.1:8080/graphql",
    "127.0.0.1:8080",
  ],
])("the API at %s", (text, rest, graphql, host) => {
  expect([apiUrl(text), graphQLUrl(apiUrl(text)), webHost(apiUrl(text))]).toEqual([
    rest,
    graphql,
    host,
  ])
})

test.each([
  "http://api.github.com",
  "http://127.0.0.1.evil.example",
  "https://user:Canary@api.github.com",
  "https://api.github.com?token=Canary",
  "https://api.github.com#Canary",
  "api.github.com",
  "file:///etc",
  "",
])("%j is no address to send a token to", (text) => {
  expect(errorOf(() => apiUrl(text))).toEqual({
    code: "E_USAGE",
    message:
      "the address of the GitHub API is not usable: expected https://HOST or https://HOST/api/v3 " +
      "without a user, query or fragment. Nothing was sent.",
  })
})

test.each([
  ["..", "r", "main"],
  ["o", "..", "main"],
  ["o/x", "r", "main"],
  ["o", "r?", "main"],
  ["o", "r", ""],
])("no remote for %j, %j, %j", (owner, repository, branch) => {
  const token = async (): Promise<string> => "t"
  const redact = (text: string): string => text
  expect(errorOf(() => new GitHubRemote({ owner, repository, branch, token, redact }))).toEqual({
    code: "E_USAGE",
    message: `expected a GitHub repository's owner and name and a branch, got ${JSON.stringify([owner, repository, branch])}. Nothing was sent.`,
  })
})
