import { join } from "node:path"

import { describe, expect, test } from "vitest"

import { neverCancelled } from "../../src/runner/host/cancellation.ts"
import { cleanEnvironment } from "../../src/runner/host/environment.ts"
import { runProcess } from "../../src/runner/host/run-process.ts"
import { program, repo, tempDir } from "./temp.ts"

const foreign = {
  VIRTUAL_ENV: "/home/me/.venv",
  VIRTUAL_ENV_PROMPT: "me",
  PYTHONPATH: "/home/me/lib",
  PYTHONHOME: "/opt/python",
  PYTEST_ADDOPTS: "-k only_this",
  COV_CORE_SOURCE: "x",
  CONDA_PREFIX: "/opt/conda",
  PIP_TARGET: "/x",
  PIP_USER: "1",
  UV_PROJECT_ENVIRONMENT: "/x",
  UV_PYTHON: "3.8",
  UV_FROZEN: "1",
  NODE_ENV: "production",
  NODE_OPTIONS: "--max-old-space-size=64",
  NODE_PATH: "/x",
  NODE_TEST_CONTEXT: "child-v8",
  NODE_V8_COVERAGE: "/x",
  FORCE_COLOR: "1",
  INIT_CWD: "/x",
  npm_lifecycle_event: "slipway",
  npm_config_prefix: "/x",
  NPM_CONFIG_IGNORE_SCRIPTS: "true",
  npm_package_name: "slipway",
  VITEST_WORKER_ID: "1",
  VITEST: "true",
  JEST_WORKER_ID: "1",
  MAKEFLAGS: "-j --jobserver-auth=3,4",
  GIT_DIR: "/home/me/repo/.git",
  GIT_INDEX_FILE: "/home/me/repo/.git/index",
  GIT_WORK_TREE: "/home/me/repo",
  DAGGER_SESSION_TOKEN: "x",
}

const needed = {
  HOME: "/home/me",
  LANG: "ko_KR.UTF-8",
  HTTPS_PROXY: "http://proxy:3128",
  SSL_CERT_FILE: "/etc/ca.pem",
  NODE_EXTRA_CA_CERTS: "/etc/ca.pem",
  UV_INDEX_URL: "https://pypi.example.com/simple",
  UV_DEFAULT_INDEX: "https://pypi.example.com/simple",
  PIP_INDEX_URL: "https://pypi.example.com/simple",
  npm_config_registry: "https://npm.example.com/",
  NPM_CONFIG_REGISTRY: "https://npm.example.com/",
  npm_config_cafile: "/etc/ca.pem",
  npm_config_userconfig: "/home/me/.npmrc",
  GIT_SSL_CAINFO: "/etc/ca.pem",
  DATABASE_URL: "postgres://localhost",
}

test("what belongs to the program that started Slipway is left out, how registries are reached stays", () => {
  expect(cleanEnvironment({ ...foreign, ...needed, PATH: "/bin", UNSET: undefined })).toEqual({
    ...needed,
    PATH: "/bin",
  })
})

test("a process sees none of it", async () => {
  // Node reads this one itself and warns where there is no such file.
  const { NODE_EXTRA_CA_CERTS: _, ...others } = needed
  const result = await runProcess([process.execPath, "-p", "JSON.stringify(process.env)"], {
    cwd: tempDir(),
    env: cleanEnvironment({ ...process.env, ...foreign, ...others }),
    timeoutSeconds: 60,
    cancel: neverCancelled(),
    mark: "mark",
  })
  const seen = JSON.parse(result.output) as Record<string, string>
  expect(Object.keys(seen).filter((name) => name in foreign)).toEqual([])
  expect(seen).toMatchObject(others)
})

describe("PATH", () => {
  const pathOf = (env: Record<string, string>): string => cleanEnvironment(env).PATH!

  test("entries that depend on the current directory are left out", () => {
    expect(pathOf({ PATH: ".:/usr/bin::node_modules/.bin:/bin:" })).toBe("/usr/bin:/bin")
  })

  test("the programs of an active virtual environment are left out", () => {
    expect(pathOf({ PATH: "/venv/bin:/usr/bin", VIRTUAL_ENV: "/venv/" })).toBe("/usr/bin")
  })

  test("what `npm run` puts in front is left out, but only then", () => {
    const PATH = "/repo/node_modules/.bin:/usr/lib/node_modules/npm/bin/node-gyp-bin:/usr/bin"
    expect(pathOf({ PATH, npm_lifecycle_event: "slipway" })).toBe("/usr/bin")
    expect(pathOf({ PATH })).toBe(PATH)
  })

  test("no PATH is the system's", () => {
    expect(pathOf({})).toBe("/usr/local/bin:/usr/bin:/bin")
  })

  test("a program in the current directory is not found", async () => {
    const cwd = repo({ ruff: program("#!/bin/sh\necho mine\n") })
    const env = cleanEnvironment({ PATH: `.:${join(cwd, "..")}/x:` })
    const run = { cwd, env, timeoutSeconds: 60, cancel: neverCancelled(), mark: "mark" }
    expect(await runProcess(["ruff"], run)).toMatchObject({ exitCode: 127 })
  })
})
