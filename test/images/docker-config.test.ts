import { readFileSync } from "node:fs"
import { join } from "node:path"

import { expect, test } from "vitest"

import { readDockerConfig } from "../../src/images/docker-config.ts"
import type { Credentials } from "../../src/images/registry-options.ts"
import { program, repo, tempDir } from "../runner/temp.ts"
import { failureOf } from "../support/failure-of.ts"

const host = "registry.example:5000"
const auth = Buffer.from("robot:pass:word").toString("base64")
const robot = { username: "robot", password: "pass:word" }

function files(config: unknown, helper?: string): string {
  return repo({
    "config.json": typeof config === "string" ? config : JSON.stringify(config),
    ...(helper === undefined
      ? {}
      : { "bin/docker-credential-test": program(`#!/bin/sh\n${helper}\n`) }),
  })
}

async function find(dir: string, registry = host): Promise<Credentials | undefined> {
  const PATH = `${join(dir, "bin")}:/usr/bin:/bin`
  return await (
    await readDockerConfig({ DOCKER_CONFIG: dir, PATH })
  )(registry)
}

test.each<[string, string, string]>([
  ["the registry", host, host],
  ["an address", `https://${host}/v1/`, host],
  ["an address without a path", `https://${host}`, host],
  ["Docker Hub", "https://index.docker.io/v1/", "docker.io"],
])("a password for %s", async (_, key, registry) => {
  const dir = files({ auths: { "other.example": { auth: "eDp5" }, [key]: { auth } } })
  expect(await find(dir, registry)).toEqual(robot)
})

test.each<[string, unknown]>([
  ["nothing", {}],
  ["another registry", { auths: { "other.example": { auth } } }],
  ["a registry that begins alike", { auths: { "registry.example": { auth } } }],
  ["a part of the registry", { auths: { [`${host}/team`]: { auth } } }],
  ["only a note", { auths: { [host]: {} }, credsStore: "" }],
  ["settings of other kinds", { auths: {}, currentContext: "x", plugins: { a: { b: "c" } } }],
])("a file with %s knows nobody", async (_, config) => {
  expect(await find(files(config))).toBeUndefined()
})

test("without a file or a home nobody is known", async () => {
  expect(await find(join(tempDir(), "none"))).toBeUndefined()
  expect(await (await readDockerConfig({}))(host)).toBeUndefined()
})

test("the file in the home", async () => {
  const home = repo({ ".docker/config.json": JSON.stringify({ auths: { [host]: { auth } } }) })
  expect(await (await readDockerConfig({ HOME: home }))(host)).toEqual(robot)
})

test.each<[string, unknown, string]>([
  ["no JSON", "{canary", "expected JSON, received something else"],
  ["a list", [], "expected Docker's form of a JSON object, received something else"],
  [
    "entries that are none",
    { auths: { canary: 1 } },
    "expected Docker's form of auths, received something else",
  ],
  [
    "a path as a helper",
    { credsStore: "../canary" },
    "expected Docker's form of credsStore, received something else",
  ],
  [
    "no base64",
    { auths: { [host]: { auth: "canary!" } } },
    `for ${host}: expected base64 of USER:PASSWORD, received something else`,
  ],
  [
    "no password",
    { auths: { [host]: { auth: "cm9ib3Q=" } } },
    `for ${host}: expected base64 of USER:PASSWORD, received something else`,
  ],
  [
    "an identity token",
    { auths: { [host]: { auth, identitytoken: "canary" } } },
    `for ${host} it holds an identity token, which is not supported: log in with a user and a password or access token`,
  ],
])("a file with %s is refused by its name", async (_, config, problem) => {
  const dir = files(config)
  expect(await failureOf(find(dir))).toEqual({
    code: "E_REGISTRY_AUTH",
    message: `${dir}/config.json: Docker's credentials cannot be used: ${problem}\nNothing was sent. Write it again with docker login, or name another directory with DOCKER_CONFIG`,
  })
})

test("a file that cannot be read", async () => {
  const dir = repo({ "config.json/x": "" })
  expect((await failureOf(find(dir))).message).toContain(
    `${dir}/config.json: Docker's credentials cannot be used: it cannot be read (EISDIR)\n`,
  )
})

const answers = `read -r host || true; echo "$1 $host $#" >> "$0.asked"
printf '{"ServerURL":"x","Username":"helped","Secret":"by %s"}' "$host"`

test.each<[string, unknown, string, string]>([
  ["its own helper", { credHelpers: { [host]: "test" }, credsStore: "none" }, host, host],
  ["the store of all", { credsStore: "test", auths: { [host]: {} } }, host, host],
  ["Docker Hub's", { credsStore: "test" }, "docker.io", "https://index.docker.io/v1/"],
])("%s is asked by its input", async (_, config, registry, server) => {
  const dir = files(config, answers)
  expect(await find(dir, registry)).toEqual({ username: "helped", password: `by ${server}` })
  expect(readFileSync(join(dir, "bin/docker-credential-test.asked"), "utf8")).toBe(
    `get ${server} 1\n`,
  )
})

test("a helper that knows nobody leaves it to the file", async () => {
  const helper = "echo 'credentials not found in native keychain'; exit 1"
  expect(await find(files({ credsStore: "test" }, helper))).toBeUndefined()
  expect(await find(files({ credsStore: "test", auths: { [host]: { auth } } }, helper))).toEqual(
    robot,
  )
})

test.each<[string, string | undefined, string]>([
  ["is not there", undefined, "is not on the PATH"],
  ["fails", "echo canary; echo canary >&2; exit 3", "failed with exit code 3"],
  ["does not read", "exec <&-; exit 4", "failed with exit code 4"],
  ["answers anything", "echo '{\"canary\":1}'", "did not answer with a Username and a Secret"],
  [
    "answers without end",
    "while :; do echo canary-canary-canary-canary; done",
    "answered with more than 1 MiB",
  ],
  [
    "has an identity token",
    `printf '{"Username":"<token>","Secret":"canary"}'`,
    "has an identity token, which is not supported: it needs a user and a password",
  ],
])("a helper that %s", async (_, helper, problem) => {
  const dir = files({ credsStore: "test" }, helper)
  expect(await failureOf(find(dir))).toEqual({
    code: "E_REGISTRY_AUTH",
    message: `credentials for ${host}: docker-credential-test, which ${dir}/config.json names, ${problem}\nRun it by hand to see more, or take it out of that file`,
  })
})

test("a helper that hangs ends with the caller", async () => {
  const dir = files({ credsStore: "test" }, "exec sleep 100")
  const env = { DOCKER_CONFIG: dir, PATH: `${join(dir, "bin")}:/usr/bin:/bin` }
  const late = (await readDockerConfig(env, AbortSignal.timeout(100)))(host)
  expect(await failureOf(late)).toEqual({
    code: "E_REGISTRY_AUTH",
    message: `credentials for ${host}: docker-credential-test, which ${dir}/config.json names, did not answer within the time limit\nRun it by hand to see more, or take it out of that file`,
  })
  const controller = new AbortController()
  const cancelled = (await readDockerConfig(env, controller.signal))(host)
  controller.abort()
  expect(await failureOf(cancelled)).toEqual({
    code: "E_CANCELLED",
    message: `credentials for ${host}: cancelled; nothing was sent`,
  })
})
