import { describe, expect, it } from "vitest"

import { checkUpload } from "../../src/coverage/check-upload.ts"
import { codecovArgv } from "../../src/coverage/codecov-argv.ts"
import { errorOf } from "../support/error-of.ts"

const sha = "0123456789abcdef0123456789abcdef01234567"

describe("checkUpload", () => {
  it("takes what is left open, and what is well formed", () => {
    expect(checkUpload({})).toBeUndefined()
    expect(
      checkUpload({
        sha,
        slug: "a-b/c.d",
        branch: "feature/결제",
        url: "https://codecov.example.com",
      }),
    ).toBeUndefined()
  })

  it.each([
    [
      { sha: "abc" },
      '--sha: expected a full commit id of 40 hex digits, received "abc"; nothing was uploaded',
    ],
    [
      { slug: "--url=x/y" },
      '--slug: expected OWNER/NAME, received "--url=x/y"; nothing was uploaded',
    ],
    [{ slug: "a/b/c" }, '--slug: expected OWNER/NAME, received "a/b/c"; nothing was uploaded'],
    [{ branch: "-x" }, '--branch: expected a branch name, received "-x"; nothing was uploaded'],
    [{ branch: "a b" }, '--branch: expected a branch name, received "a b"; nothing was uploaded'],
    [
      { url: "file:///etc" },
      '--url: expected an http or https address without credentials, received "file:///etc"; nothing was uploaded',
    ],
  ])("refuses %j", (target, message) => {
    expect(errorOf(() => checkUpload(target))).toEqual({ code: "E_USAGE", message })
  })

  it("refuses credentials in an address, and does not repeat them", () => {
    const { message } = errorOf(() =>
      checkUpload({ url: "https://user:s3cret@codecov.example.com" }),
    )
    expect(message).toBe(
      "--url: expected an http or https address without credentials; nothing was uploaded",
    )
  })
})

describe("codecovArgv", () => {
  it("sends one file under the unit's flag", () => {
    expect(codecovArgv({ file: "a/coverage.xml", flag: "web" })).toEqual([
      "uv",
      "tool",
      "run",
      "--from",
      "codecov-cli==11.3.1",
      "codecovcli",
      "upload-process",
      "--fail-on-error",
      "--disable-search",
      "--file",
      "a/coverage.xml",
      "--flag",
      "web",
      "--name",
      "web",
    ])
  })

  it("adds what the CI's variables do not say, the other server before the verb", () => {
    const argv = codecovArgv({
      file: "c.xml",
      flag: "w",
      sha,
      slug: "o/n",
      branch: "b",
      url: "https://c.example.com",
    })
    expect(argv.slice(6, 9)).toEqual([
      "--enterprise-url",
      "https://c.example.com",
      "upload-process",
    ])
    expect(argv.slice(-8)).toEqual([
      "--sha",
      sha,
      "--slug",
      "o/n",
      "--git-service",
      "github",
      "--branch",
      "b",
    ])
  })
})
