import { describe, expect, it } from "vitest"

import { findStep } from "../../src/plan/ci-plan.ts"
import type { Task } from "../../src/runner/task.ts"
import { dedent } from "../support/dedent.ts"
import { errorOf } from "../support/error-of.ts"
import { planOf, stagesOf } from "../support/plan-of.ts"

const files = { "services/a/main.py": "", "services/a/requirements.txt": "", "ruff.toml": "" }

function rootTask(step: string, config: string): Task {
  const planned = findStep(planOf({ ...files, "slipway.yaml": config }), "(root)", step)
  if (!("task" in planned)) throw new Error("no task")
  return planned.task
}

describe("a step outside units", () => {
  it("runs a Python tool that nobody installed, on its inputs and their configuration", () => {
    const task = rootTask(
      "ruff",
      "steps: {ruff: {kind: python, run: [ruff, check, services/], inputs: [services/]}}",
    )
    expect(task.command).toEqual({
      argv: ["uv", "tool", "run", "--from", "ruff==0.17.6", "ruff", "check", "services/"],
      cwd: "",
    })
    expect(stagesOf(task)).toEqual([
      { label: "source", inputs: ["ruff.toml", "services"], run: [] },
    ])
    expect([task.unit, task.image]).toEqual(["(root)", "python:3.12-slim-bookworm"])
  })

  it("takes versions, the index and images from slipway.yaml", () => {
    const task = rootTask(
      "types",
      dedent`
      python: {version: "3.11", mypy: "1.2.3", uv: "0.9.0", index: "https://pypi.example.com/simple"}
      steps:
        types: {kind: python, run: [mypy, services], inputs: [.], timeout: 1m, env: {A: b}}
    `,
    )
    expect(task.command.argv.slice(0, 6)).toEqual([
      "uv",
      "tool",
      "run",
      "--from",
      "mypy==1.2.3",
      "mypy",
    ])
    expect(task.image).toBe("python:3.11-slim-bookworm")
    expect(task.env.UV_DEFAULT_INDEX).toBe("https://pypi.example.com/simple")
    expect([task.timeoutSeconds, task.stepEnv]).toEqual([60, { A: "b" }])
    expect(stagesOf(task)[0]!.inputs).toEqual([""])
  })

  it("runs any other command as it is, in Node's image or its own", () => {
    expect(
      rootTask("x", "steps: {x: {kind: node, run: [node, -v], inputs: [ruff.toml]}}").image,
    ).toBe("node:22-bookworm-slim")
    const task = rootTask("x", "steps: {x: {run: [make], image: 'gcc:14', inputs: [ruff.toml]}}")
    expect([
      task.image,
      task.command.argv,
      task.toolchain.language,
      task.toolchain.ownImage,
    ]).toEqual(["gcc:14", ["make"], "custom", true])
  })

  it("does not take inputs that are not there", () => {
    const config = "steps:\n  x:\n    run: [make]\n    inputs: [service, services/a, gone/there]\n"
    expect(errorOf(() => planOf({ ...files, "slipway.yaml": config })).message).toBe(dedent`
      slipway.yaml has 2 problems; nothing was run
        slipway.yaml:4 steps.x.inputs.0: expected a file or directory, received "service"; did you mean "services/a"?
        slipway.yaml:4 steps.x.inputs.2: expected a file or directory, received "gone/there"
      Correct the file; \`units\` then shows what it means`)
  })
})
