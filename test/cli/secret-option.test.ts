import { join } from "node:path"

import { expect, test } from "vitest"

import { secretOption } from "../../src/cli/secret-option.ts"
import { repo } from "../runner/temp.ts"
import { errorOf } from "../support/error-of.ts"

const env = { TOKEN: " s3cret \n", EMPTY: " ", SHORT: "abc", OTHERWISE: "fallback" }
const option = (value: string | undefined, otherwise = "OTHERWISE") =>
  secretOption("git-token", value, env, otherwise)

test("from a variable, a file, or the variable that is otherwise asked", () => {
  const file = join(repo({ token: "s3cret\n" }), "token")
  expect(option("env://TOKEN")).toBe("s3cret")
  expect(option(`file://${file}`)).toBe("s3cret")
  expect(option(undefined)).toBe("fallback")
  expect(option(undefined, "NOT_SET")).toBeUndefined()
  expect(option(undefined, "EMPTY")).toBeUndefined()
})

test.each([
  ["s3cret-itself", "received something else (not shown: it may be the secret)"],
  ["env://", "received something else (not shown: it may be the secret)"],
  ["cmd://rm", "received something else (not shown: it may be the secret)"],
  ["env://NOT_SET", "received env://NOT_SET, which is not set"],
  ["env://EMPTY", "received env://EMPTY, which is not set"],
  ["file:///nowhere/token", "received file:///nowhere/token: ENOENT"],
])("refused: %s", (value, part) => {
  const { code, message } = errorOf(() => option(value))
  expect(code).toBe("E_USAGE")
  expect(message).toContain(`--git-token: expected env://NAME or file://PATH, ${part}`)
  expect(message).not.toContain("s3cret")
})

test("an empty file is no secret", () => {
  const file = join(repo({ token: "\n" }), "token")
  expect(errorOf(() => option(`file://${file}`)).message).toContain(`${file}, which is empty`)
})

test.each([["env://SHORT"], [undefined]])("one that is too short to hide: %s", (value) => {
  expect(errorOf(() => option(value, "SHORT"))).toEqual({
    code: "E_USAGE",
    message: `${value ?? "SHORT"}: expected a secret, received fewer than 4 characters`,
  })
})
