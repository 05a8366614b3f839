import { describe, expect, it } from "vitest"

import { loadConfig } from "../../src/config/load-config.ts"
import { dedent } from "../support/dedent.ts"
import { errorOf } from "../support/error-of.ts"

/** The lines of the error that name the problems. */
function problems(text: string): string[] {
  const { code, message } = errorOf(() => loadConfig(text))
  expect(code).toBe("E_CONFIG")
  return message
    .split("\n")
    .filter((line) => line.startsWith("  "))
    .map((line) => line.trim())
}

const anUnquotedNumber = "a text, in quotes where YAML would read something else"

describe("loadConfig", () => {
  it.each([[undefined], [""], ["# only a comment\n"], ["---\n"]])(
    "takes %j as no settings",
    (text) => {
      expect(loadConfig(text).config).toEqual({})
    },
  )

  it("keeps what is written, and fills the kind of a root step", () => {
    const { config } = loadConfig(dedent`
      discover: {exclude: [vendor/**]}
      python: {version: "3.11"}
      units:
        결제: {path: services/결제 서비스, steps: {lint: false, test: {timeout: 5m}}}
      steps:
        licenses: {run: [make, licenses], inputs: [.]}
    `)
    expect(config).toEqual({
      discover: { exclude: ["vendor/**"] },
      python: { version: "3.11" },
      units: {
        결제: { path: "services/결제 서비스", steps: { lint: false, test: { timeout: "5m" } } },
      },
      steps: { licenses: { run: ["make", "licenses"], inputs: ["."], kind: "custom" } },
    })
  })

  it.each(["uv", "pnpm"])("takes only a full version of %s", (tool) => {
    const group = tool === "uv" ? "python" : "node"
    for (const version of ["0.13.9", "10.34.0", "11.0.0-rc.1"])
      expect(loadConfig(`${group}: {${tool}: "${version}"}`).config).toEqual({
        [group]: { [tool]: version },
      })
    for (const version of ["0.13", "10", "v1.2.3", "01.2.3", "1.2.3.4", "1.2.3-", "latest"])
      expect(errorOf(() => loadConfig(`${group}: {${tool}: "${version}"}`)).message).toContain(
        `slipway.yaml:1 ${group}.${tool}: expected a full version of three numbers, for example 10.34.9, received "${version}"\n`,
      )
  })

  it("reports all problems at once, in the order of the file, each with key, line, received and expected", () => {
    const text = dedent`
      timeuot: 5m
      units:
        web:
          kind: nodejs
          env: {PORT: 8080, 1X: a}
          steps:
            test: {timeout: 10, run: []}
        a b: {}
      timeout: 5 minutes
    `
    expect(errorOf(() => loadConfig(text, "ci/slipway.yaml"))).toEqual({
      code: "E_CONFIG",
      message: dedent`
        ci/slipway.yaml has 8 problems; nothing was run
          ci/slipway.yaml:1 timeuot: expected one of discover, python, node, mirrors, env, timeout, gitops, units, steps, received "timeuot"; did you mean "timeout"?
          ci/slipway.yaml:4 units.web.kind: expected python or node or custom, received "nodejs"; did you mean "node"?
          ci/slipway.yaml:5 units.web.env.PORT: expected ${anUnquotedNumber}, received 8080
          ci/slipway.yaml:5 units.web.env.1X: expected a variable's name: letters, digits, \`_\`, received "1X"
          ci/slipway.yaml:7 units.web.steps.test.run: expected at least one item, received []
          ci/slipway.yaml:7 units.web.steps.test.timeout: expected ${anUnquotedNumber}, received 10
          ci/slipway.yaml:8 units.a b: expected a name: letters, digits, \`.\`, \`_\`, \`-\`, beginning with a letter or digit, received "a b"
          ci/slipway.yaml:9 timeout: expected a duration: a number and s, m or h, for example 10m, received "5 minutes"
        Correct the file; \`units\` then shows what it means`,
    })
  })

  it.each([
    [
      "a value for a union",
      "units: {w: {steps: {test: true}}}",
      "slipway.yaml:1 units.w.steps.test: expected false or a map, received true",
    ],
    [
      "another union",
      "discover: 3",
      "slipway.yaml:1 discover: expected true or false or a map, received 3",
    ],
    [
      "a key inside a union",
      "discover: {inclde: [a]}",
      'slipway.yaml:1 discover.inclde: expected one of include, exclude, received "inclde"; did you mean "include"?',
    ],
    [
      "a type inside a union",
      "discover: {include: a}",
      'slipway.yaml:1 discover.include: expected a list, received "a"',
    ],
    [
      "an unquoted version",
      "python:\n  version: 3.10",
      `slipway.yaml:2 python.version: expected ${anUnquotedNumber}, received 3.1`,
    ],
    [
      "a version that is none",
      'python: {version: "latest"}',
      'slipway.yaml:1 python.version: expected a version, quoted: for example "3.12" or "22", received "latest"',
    ],
    ["a file that is a list", "- a", 'slipway.yaml:1 expected a map, received ["a"]'],
    ["a file that is a text", "hello", 'slipway.yaml:1 expected a map, received "hello"'],
    ["a key without a value", "units:\n", "slipway.yaml:1 units: expected a map, received null"],
    ["a list for a map", "units: []", "slipway.yaml:1 units: expected a map, received []"],
    [
      "a text for a list",
      "units: {w: {extras: dev}}",
      'slipway.yaml:1 units.w.extras: expected a list, received "dev"',
    ],
    [
      "a word that is no other",
      "units: {w: {tests: no}}",
      'slipway.yaml:1 units.w.tests: expected none, received "no"',
    ],
    [
      "a path that leaves",
      "units: {w: {path: a/../../b}}",
      'slipway.yaml:1 units.w.path: expected a path below the repository\'s root: not absolute, no `..`, no leading `-`, received "a/../../b"',
    ],
    [
      "an absolute path",
      "units: {w: {inputs: [/etc]}}",
      'slipway.yaml:1 units.w.inputs.0: expected a path below the repository\'s root: not absolute, no `..`, no leading `-`, received "/etc"',
    ],
    [
      "a path like an option",
      "units: {w: {path: -x}}",
      'slipway.yaml:1 units.w.path: expected a path below the repository\'s root: not absolute, no `..`, no leading `-`, received "-x"',
    ],
    [
      "a port beyond all ports",
      "units: {w: {services: {db: {image: redis, port: 99999}}}}",
      "slipway.yaml:1 units.w.services.db.port: expected at most 65535, received 99999",
    ],
    [
      "a port below",
      "units: {w: {services: {db: {image: redis, port: 0}}}}",
      "slipway.yaml:1 units.w.services.db.port: expected at least 1, received 0",
    ],
    [
      "an image that is none",
      "units: {w: {image: UP PER}}",
      'slipway.yaml:1 units.w.image: expected an image reference, for example python:3.12-slim or one with @sha256:..., received "UP PER"',
    ],
    [
      "an address that is none",
      "python: {index: 'ftp://x'}",
      'slipway.yaml:1 python.index: expected an http or https address, for example https://pypi.example.com/simple, received "ftp://x"',
    ],
    [
      "an address with a password, without repeating it",
      "python: {index: 'https://me:s3cret@pypi.example.com/simple'}",
      'slipway.yaml:1 python.index: expected an address without credentials, received "https://***@pypi.example.com/simple"',
    ],
    [
      "an address with a password and a scheme in capitals",
      "python: {index: 'HTTPS://me:s3cret@h/simple'}",
      'slipway.yaml:1 python.index: expected an address without credentials, received "HTTPS://***@h/simple"',
    ],
    [
      "an address with a password behind three slashes",
      "python: {index: 'https:///me:s3cret@h/simple'}",
      'slipway.yaml:1 python.index: expected an address without credentials, received "https:///***@h/simple"',
    ],
    [
      "a registry with a token",
      "node: {registry: 'https://s3cret@h'}",
      'slipway.yaml:1 node.registry: expected an address without credentials, received "https://***@h"',
    ],
    [
      "a password with a slash, without repeating it",
      "python: {index: 'https://me:s3/cr@et@h/simple'}",
      'slipway.yaml:1 python.index: expected an http or https address, for example https://pypi.example.com/simple, received "https://***@h/simple"',
    ],
    [
      "a password in a list",
      "python: {index: ['https://me:s3/cret@h', {a: 'x:s3cret@h'}]}",
      'slipway.yaml:1 python.index: expected a text, in quotes where YAML would read something else, received ["https://***@h",{"a":"***@h"}]',
    ],
    [
      "a GitOps repository with a password behind three slashes",
      "gitops: {repository: 'https:///me:s3cret@h/x'}",
      'slipway.yaml:1 gitops.repository: expected an https address without credentials, for example https://github.com/acme/gitops, received "https:///***@h/x"',
    ],
    [
      "a mirror with a scheme",
      "mirrors: {docker.io: 'https://m?'}",
      'slipway.yaml:1 mirrors.docker.io: expected a registry, without https://, for example mirror.example.com/hub, received "https://m?"',
    ],
    [
      "a secret that no variable can hold",
      "units: {w: {secrets: [a-b]}}",
      'slipway.yaml:1 units.w.secrets.0: expected a variable\'s name: letters, digits, `_`, received "a-b"',
    ],
    [
      "a key that is no setting of anything",
      "units: {w: {__proto__: {a: 1}}}",
      'slipway.yaml:1 units.w.__proto__: expected one of path, kind, image, python, node, extras, groups, requirements, coverage, env, secrets, services, inputs, exclude, setup, gitops, tests, steps, received "__proto__"',
    ],
    [
      "a script of a root step",
      "steps: {x: {run: [a], inputs: [b], script: c}}",
      'slipway.yaml:1 steps.x.script: expected one of run, env, timeout, junit, coverage, kind, image, inputs, received "script"',
    ],
    [
      "a duplicate key",
      "timeout: 1m\ntimeout: 2m",
      "slipway.yaml:2 expected YAML, received Map keys must be unique",
    ],
    [
      "a tab",
      "units:\n\tweb: {}",
      "slipway.yaml:2 expected YAML, received Tabs are not allowed as indentation",
    ],
    [
      "an open bracket",
      "units: [a\n",
      "slipway.yaml:2 expected YAML, received Flow sequence in block collection must be sufficiently indented and end with a ]",
    ],
    [
      "a second document",
      "timeout: 1m\n---\ntimeout: 2m",
      "slipway.yaml:2 expected one YAML document, received a further one",
    ],
    [
      "an unknown tag",
      "units: {w: !secret {}}",
      "slipway.yaml:1 expected YAML, received Unresolved tag: !secret",
    ],
    [
      "an alias of nothing",
      "units: {w: *gone}",
      "slipway.yaml expected aliases that are few and known, received Unresolved alias (the anchor must be set before the alias): gone",
    ],
  ])("names %s", (_, text, expected) => {
    expect(problems(text)).toEqual([expected])
  })

  it("names both keys that a root step lacks", () => {
    expect(problems("steps:\n  ruff:\n    kind: python\n")).toEqual([
      "slipway.yaml:2 steps.ruff.run: expected a list, received nothing",
      "slipway.yaml:2 steps.ruff.inputs: expected a list, received nothing",
    ])
  })

  it("shortens a long value", () => {
    expect(problems(`timeout: ${"x".repeat(500)}`)[0]).toBe(
      `slipway.yaml:1 timeout: expected a duration: a number and s, m or h, for example 10m, received "${"x".repeat(76)}...`,
    )
  })

  it("does not let aliases of aliases fill the memory", () => {
    const levels = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    for (const [name, inner] of ["ba", "cb", "dc", "ed", "fe", "gf", "hg", "ih"])
      levels.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${inner}`).join(", ")}]`)
    expect(problems(levels.join("\n"))).toEqual([
      "slipway.yaml expected aliases that are few and known, received Excessive alias count indicates a resource exhaustion attack",
    ])
  })

  it("refuses a file of more than 1 MiB before it parses it", () => {
    expect(problems(`# ${"가".repeat(400_000)}`)).toEqual([
      "slipway.yaml expected at most 1 MiB, received 1200002 bytes",
    ])
  })

  it("finds the line of a key, also below a key with dots, and of the nearest thing above a missing one", () => {
    const { lineOf } = loadConfig(
      "units:\n  my.unit:\n    path: a\n    inputs:\n      - b\n      - c\n",
    )
    expect(lineOf(["units"])).toBe(1)
    expect(lineOf(["units", "my.unit", "path"])).toBe(3)
    expect(lineOf(["units", "my.unit", "inputs", 1])).toBe(6)
    expect(lineOf(["units", "my.unit", "kind"])).toBe(2)
    expect(lineOf(["nothing"])).toBe(1)
  })
})
