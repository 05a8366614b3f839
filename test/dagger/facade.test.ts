import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

import { connection, dag } from "@dagger.io/dagger"
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest"

import { Format, Slipway } from "../../dagger/src/index.ts"
import { runScript } from "../../dagger/src/run-script.ts"
import { FakeEngine, render, type Answers, type Chain } from "./fake-engine.ts"

const files: Record<string, string> = {
  "ruff.toml": "",
  "services/pay/pyproject.toml":
    '[project]\nname = "pay"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = []\n[project.optional-dependencies]\ntest = ["pytest"]\n[build-system]\nrequires = ["hatchling"]\n',
  "services/pay/uv.lock":
    'version = 1\n[[package]]\nname = "pay"\n[package.optional-dependencies]\ntest = [{ name = "pytest" }]\n[[package]]\nname = "pytest"\nversion = "9.2.0"\n',
  "services/pay/app/main.py": "",
  "services/pay/tests/test_pay.py": "",
  "web/package.json": '{"name":"web","scripts":{"lint":"eslint .","test":"vitest"}}',
  "web/pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
  "slipway.yaml":
    "units:\n  pay:\n    path: services/pay\n    secrets: [API_KEY]\n    services: {db: {image: 'postgres:17', port: 5432, env: {POSTGRES_PASSWORD: x}}}\n",
}

const green = '0 3\n<testsuite><testcase classname="t" name="a"/></testsuite>'

async function withEngine<T>(
  answers: Partial<Answers>,
  work: (engine: FakeEngine) => Promise<T>,
): Promise<T> {
  const tree = mkdtempSync(join(tmpdir(), "slipway-fake-"))
  onTestFinished(() => rmSync(tree, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true })
    writeFileSync(join(tree, name), text)
  }
  const engine = new FakeEngine({
    files: Object.keys(files),
    tree,
    result: () => green,
    ...answers,
  })
  const port = await engine.start()
  onTestFinished(() => engine.stop())
  vi.stubEnv("DAGGER_SESSION_PORT", String(port))
  vi.stubEnv("DAGGER_SESSION_TOKEN", "token")
  let result: T | undefined
  await connection(async () => {
    result = await work(engine)
  })
  return result as T
}

function slipway(): Slipway {
  return new Slipway().withSecret("API_KEY", dag.setSecret("API_KEY", "correct-horse"))
}

/** The chains that read a step's result, by "unit/step". */
function steps(engine: FakeEngine): Map<string, Chain> {
  const found = new Map<string, Chain>()
  for (const chain of engine.leaves) {
    const exec = chain.findLast(({ name }) => name === "withExec")
    const argv = (exec?.args.args ?? []) as string[]
    if (chain.at(-1)?.name === "contents" && argv[1] === "step") found.set(argv[2]!, chain)
  }
  return found
}

function operations(chain: Chain): Chain {
  return chain.flatMap((operation) => [
    operation,
    ...Object.values(operation.args).flatMap((value) =>
      Array.isArray(value) && typeof value[0] === "object" ? operations(value as Chain) : [],
    ),
  ])
}

afterEach(() => vi.unstubAllEnvs())

describe("what ci asks of the engine", () => {
  test("is this, for a Python test step", async () => {
    await withEngine({}, async (engine) => {
      await slipway().ci(dag.directory())
      const text = render(steps(engine).get("pay/test")!).replaceAll(
        JSON.stringify(runScript),
        '"(the run script)"',
      )
      await expect(`${text}\n`).toMatchFileSnapshot("python-test.txt")
    })
  })

  test("is this, for a Node test step", async () => {
    await withEngine({}, async (engine) => {
      await slipway().ci(dag.directory())
      const text = render(steps(engine).get("web/test")!).replaceAll(
        JSON.stringify(runScript),
        '"(the run script)"',
      )
      await expect(`${text}\n`).toMatchFileSnapshot("node-test.txt")
    })
  })

  test("never puts a value into a shell string, and starts everything by the one run script", async () => {
    await withEngine({}, async (engine) => {
      await slipway().ci(dag.directory())
      const execs = engine.leaves
        .flatMap(operations)
        .filter(({ name }) => name === "withExec")
        .map(({ args }) => args.args as string[])
      expect(execs.length).toBeGreaterThan(10)
      const others = execs.filter((argv) => argv[0] !== "/slipway/run")
      expect(new Set(others.map((argv) => argv.join(" ")))).toEqual(
        new Set([
          `sh -c find . -type l -exec sh -c 'for link; do printf "%s\\0%s\\0" "$link" "$(readlink "$link")"; done' sh {} +`,
        ]),
      )
      for (const argv of execs)
        if (argv[0] === "/slipway/run") expect(["stage", "step"]).toContain(argv[1])
    })
  })

  test("selects inputs only in ways whose identity is their content", async () => {
    await withEngine({}, async (engine) => {
      await slipway().ci(dag.directory())
      const all = engine.leaves.flatMap(operations)
      expect(
        all.filter(
          ({ name, args }) => name === "withDirectory" && ("include" in args || "exclude" in args),
        ),
      ).toEqual([])
      expect(all.some(({ name }) => name === "filter")).toBe(true)
    })
  })

  test("gives a secret only as a secret", async () => {
    await withEngine({}, async (engine) => {
      await slipway().ci(dag.directory())
      const text = engine.leaves.map((chain) => render(chain)).join("\n")
      const plain = text.split("\n").filter((line) => line.includes("correct-horse"))
      expect(new Set(plain.map((line) => line.trim()))).toEqual(
        new Set(['setSecret(name: "API_KEY", plaintext: "correct-horse")']),
      )
      const given = engine.leaves
        .flatMap(operations)
        .filter(({ name }) => name === "withSecretVariable")
      expect(new Set(given.map(({ args }) => args.name))).toEqual(new Set(["API_KEY"]))
    })
  })

  test("costs one query for a green step with a JUnit report", async () => {
    await withEngine({}, async (engine) => {
      await slipway().ci(dag.directory(), undefined, ["pay"])
      const names = engine.leaves.map((chain) => chain.at(-1)!.name).sort()
      // glob and export gather, stdout reads the links, then lint and test are one each.
      expect(names).toEqual(["contents", "contents", "export", "glob", "stdout"])
    })
  })
})

describe("what ci makes of the answers", () => {
  test("a table when all is green", async () => {
    const text = await withEngine({}, () => slipway().ci(dag.directory(), undefined, ["pay"]))
    expect(text).toBe(
      "unit  step  status  detail\npay   lint  passed  1 passed\npay   test  passed  1 passed\n\n2 steps passed\n",
    )
  })

  test("a failure with the step's exit code and the others' results when a stage fails", async () => {
    const error = await withEngine(
      {
        execError: (chain) =>
          chain.some(
            ({ name, args }) => name === "withExec" && (args.args as string[]).includes("sync"),
          )
            ? {
                cmd: ["/slipway/run", "stage", "dependencies", "uv", "sync"],
                exitCode: 2,
                stderr: "error: The lockfile at `uv.lock` needs to be updated",
              }
            : undefined,
      },
      () =>
        slipway()
          .ci(dag.directory(), undefined, ["pay"])
          .then(
            () => undefined,
            (thrown: unknown) => thrown,
          ),
    )
    expect((error as { extensions?: unknown }).extensions).toEqual({
      _type: "EXEC_ERROR",
      cmd: ["slipway"],
      exitCode: 2,
      stdout: "",
      stderr: "",
    })
    expect((error as Error).message).toBe(
      [
        "1 of 2 steps failed: pay \u00b7 test",
        "",
        "unit  step  status        detail",
        "pay   lint  passed        1 passed",
        "pay   test  setup-failed  dependencies: uv.lock does not fit pyproject.toml: run `uv lock` and commit it",
        "",
        "1 of 2 steps failed",
        "",
        "--- pay \u00b7 test (setup-failed, exit 2): python -m pytest --junit-xml=.slipway/junit.xml",
        "$ uv sync",
        "error: The lockfile at `uv.lock` needs to be updated",
        "",
        "Run one again: dagger call run-step --service pay --step test",
      ].join("\n"),
    )
  })

  /** The error of a ci call over one unit, or over the root's steps. */
  async function failure(answers: Partial<Answers>, format?: Format): Promise<string> {
    const error = await withEngine(answers, () =>
      slipway()
        .ci(dag.directory(), undefined, ["web"], undefined, 0, format)
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        ),
    )
    return (error as Error).message
  }

  test("a limit that was reached, and a code that only looks like it", async () => {
    const results: Record<string, string> = {
      "web/lint": "137 1810 timed-out\n",
      "web/test": "124 3 \n",
    }
    const message = await failure({ result: (step) => results[step]! })
    expect(message).toContain("\nweb   lint  timed-out  timed out after 1800 s\n")
    expect(message).toContain("\nweb   test  failed     exit 124\n")
  })

  test("the limit of a preparation", async () => {
    const stage = (stderr: string) =>
      failure({
        execError: (chain) =>
          chain.some(({ args }) => Array.isArray(args.args) && args.args.includes("dependencies"))
            ? {
                cmd: ["/slipway/run", "stage", "dependencies", "pnpm", "install"],
                exitCode: 124,
                stderr,
              }
            : undefined,
      })
    expect(await stage("error: slow\nslipway: timed out after 1800 s\n")).toContain(
      "\nweb   test  setup-failed  dependencies: timed out after 1800 s\n",
    )
    expect(await stage("slipway: timed out after 1800 s\nerror: no\n")).toContain(
      "\nweb   test  setup-failed  dependencies: error: no\n",
    )
  })

  test("a script that could not report, and one that was killed", async () => {
    const step = (exitCode: number, stderr: string) =>
      failure({
        execError: (chain) =>
          chain.some(({ args }) => Array.isArray(args.args) && args.args.includes("web/test"))
            ? { cmd: ["/slipway/run", "step", "web/test", "pnpm"], exitCode, stderr }
            : undefined,
      })
    expect(await step(73, "slipway: user 1000 cannot write .slipway in /work/web")).toContain(
      "\nweb   test  setup-failed  slipway: user 1000 cannot write .slipway in /work/web\n",
    )
    expect(await step(137, "")).toContain("\nweb   test  killed  killed by signal 9")
  })

  test("the next command of a step outside units, ready to be pasted", async () => {
    const before = files["slipway.yaml"]!
    files["slipway.yaml"] += "steps: { hello: { kind: node, run: [node, -v], inputs: [web] } }\n"
    onTestFinished(() => void (files["slipway.yaml"] = before))
    const error = await withEngine({ result: () => "1 1 \n" }, () =>
      slipway()
        .ci(dag.directory(), undefined, ["(root)"])
        .catch((thrown: unknown) => thrown),
    )
    expect((error as Error).message).toMatch(
      /\nRun one again: dagger call run-step --service '\(root\)' --step hello$/,
    )
  })

  test("Markdown when it is asked for, also on red", async () => {
    expect(await failure({ result: () => "1 1 \n" }, Format.Markdown)).toBe(
      [
        "| unit | step | status | detail |",
        "| --- | --- | --- | --- |",
        "| web | lint | \u274c failed | exit 1 |",
        "| web | test | \u274c failed | exit 1 |",
        "",
        "2 of 2 steps failed",
        "",
      ].join("\n"),
    )
  })

  test("JSON when it is asked for", async () => {
    const text = await withEngine({}, () =>
      slipway().ci(dag.directory(), undefined, ["pay"], undefined, 0, Format.Json),
    )
    expect(JSON.parse(text)).toMatchObject({
      passed: true,
      steps: [
        { unit: "pay", step: "lint" },
        { unit: "pay", step: "test", tests: 1 },
      ],
    })
  })
})

describe("upload-coverage", () => {
  const sha = "0123456789012345678901234567890123456789"

  test("refuses a commit id that is none before it asks the engine anything", async () => {
    await withEngine({}, async (engine) => {
      await expect(
        slipway().uploadCoverage(dag.setSecret("t", "tok"), dag.directory(), "main", "o/r"),
      ).rejects.toThrow(
        '--sha: expected a full commit id of 40 hex digits, received "main"; nothing was uploaded',
      )
      expect(engine.leaves).toEqual([])
    })
  })

  test("makes two identical calls two uploads, with the token as a secret", async () => {
    files["services/pay/pyproject.toml"] = files["services/pay/pyproject.toml"]!.replace(
      '"pytest"',
      '"pytest", "pytest-cov"',
    )
    files["services/pay/uv.lock"] =
      files["services/pay/uv.lock"]!.replace(
        '{ name = "pytest" }',
        '{ name = "pytest" }, { name = "pytest-cov" }',
      ) + '[[package]]\nname = "pytest-cov"\nversion = "7.1.0"\n'
    await withEngine({}, async (engine) => {
      const upload = () =>
        slipway().uploadCoverage(dag.setSecret("t", "tok-1"), dag.directory(), sha, "o/r")
      expect(await upload()).toBe("pay: uploaded\n1 of 1 uploaded\n")
      expect(await upload()).toBe("pay: uploaded\n1 of 1 uploaded\n")
      const uploads = engine.leaves.filter((chain) => chain.at(-1)!.name === "exitCode")
      const nonces = uploads.map(
        (chain) =>
          chain.find(
            ({ name, args }) => name === "withEnvVariable" && args.name === "SLIPWAY_NONCE",
          )?.args.value,
      )
      expect(new Set(nonces).size).toBe(2)
      const argv = uploads[0]!.findLast(({ name }) => name === "withExec")!.args.args as string[]
      expect(argv.join(" ")).not.toContain("tok-1")
      expect(argv.slice(-4)).toEqual(["--slug", "o/r", "--git-service", "github"])
    })
  })
})

describe("release", () => {
  const image = "pay=registry.example.com/pay:v1 $(touch /tmp/x)"
  const release = (): Promise<string> =>
    slipway().release(
      "dev",
      [image],
      dag.directory(),
      undefined,
      dag.directory(),
      true,
      false,
      dag.setSecret("git", "tok-1"),
      undefined,
      undefined,
      "AWS",
      dag.setSecret("registry", "tok-2"),
      undefined,
      "kim; rm -rf /",
    )

  test("is one exec of the core with whole arguments, its secrets mounted, and never a cached one", async () => {
    await withEngine({}, async (engine) => {
      await release()
      await release()
      const runs = engine.leaves.filter((chain) => chain.at(-1)!.name === "exitCode")
      const execs = runs.map((chain) => chain.filter(({ name }) => name === "withExec"))
      expect(execs.map((chain) => chain.length)).toEqual([1, 1])
      expect(execs[0]![0]!.args.args).toEqual([
        "node",
        "/slipway/core.js",
        "release",
        "--env=dev",
        `--image=${image}`,
        "--registry-username=AWS",
        "--actor=kim; rm -rf /",
        "--format=table",
        "--dry-run",
        "--source",
        "/source",
        "--history",
        "/history",
      ])
      const text = JSON.stringify(
        runs.map((chain) => chain.filter(({ name }) => name !== "setSecret")),
      )
      const secrets = runs[0]!.filter(({ name }) => name === "withSecretVariable")
      expect(secrets.map(({ args }) => args.name)).toEqual([
        "SLIPWAY_GIT_TOKEN",
        "SLIPWAY_REGISTRY_PASSWORD",
      ])
      expect(text.replaceAll(/"setSecret","args":\{[^}]*\}/g, "")).not.toMatch(/tok-[12]/)
      const nonces = runs.map(
        (chain) => chain.find(({ args }) => args.name === "SLIPWAY_NONCE")?.args.value,
      )
      expect(new Set(nonces).size).toBe(2)
    })
  })
})
