import { defaults } from "../../config/defaults.ts"
import { coverageFile, junitFile, makeTask } from "../task-base.ts"
import type { PythonContext, PythonSteps } from "./context.ts"
import { coverageSources } from "./coverage-sources.ts"
import { extraTools } from "./extra-tools.ts"
import { hasTests } from "./has-tests.ts"

/** pytest with JUnit, and with coverage where pytest-cov is there or configured. */
export function testStep(context: PythonContext): PythonSteps {
  const { tree, settings, base, environment, prepared } = context
  const { config, path } = settings.found
  if (config.steps?.test === false || config.tests === "none") {
    const key = config.tests === "none" ? ["tests"] : ["steps", "test"]
    const setting = { name: "test", value: "none", from: settings.from(...key) }
    return { steps: [], settings: [setting], notes: [] }
  }
  const override = settings.step("test")
  if (override?.run) return { steps: [], settings: [], notes: [] }
  const declared = environment.packages.has("pytest")
  if (!declared && !hasTests(tree, path)) {
    const message = `${path || "."} has no tests: no test_*.py or *_test.py, and pytest is not a dependency. Add tests, or say that there are none: ${settings.key("tests")}: none`
    const step = { step: "test", verdict: { status: "no-tests" as const, message } }
    return { steps: [step], settings: [], notes: [] }
  }
  const pytest = `pytest==${settings.python("pytest")?.value ?? defaults.pytest}`
  const coverage = coverageArguments(context)
  const missing = [...(declared ? [] : [pytest]), ...coverage.missing]
  const task = makeTask(base, "test", {
    title: "pytest",
    argv: ["python", "-m", "pytest", `--junit-xml=${junitFile}`, ...coverage.args],
    stages: missing.length === 0 ? prepared : [...prepared, extraTools(environment, missing)],
    override,
    reports: { junit: junitFile, ...(coverage.args.length > 0 ? { coverage: coverageFile } : {}) },
    // https://docs.pytest.org/en/stable/reference/exit-codes.html
    counting: { noTestsExit: 5, junitRequired: true },
    withServices: true,
  })
  return {
    steps: [{ step: "test", task }],
    settings: [
      {
        name: "test",
        value: ["pytest", ...coverage.args.slice(0, -1)].join(" "),
        from: declared ? "the environment" : "default",
      },
    ],
    notes: declared ? [] : [`pytest is not a dependency: Slipway installs ${pytest}`],
  }
}

function coverageArguments(context: PythonContext): { args: string[]; missing: string[] } {
  const { tree, settings, environment } = context
  const { config, path } = settings.found
  const installed = environment.packages.has("pytest-cov")
  if (config.coverage === undefined ? !installed : config.coverage.length === 0)
    return { args: [], missing: [] }
  const measured = config.coverage ?? coverageSources(tree, path)
  const version = settings.python("pytestCov")?.value ?? defaults.pytestCov
  return {
    args: [
      ...(measured.length === 0 ? ["--cov"] : measured.map((dir) => `--cov=${dir}`)),
      `--cov-report=xml:${coverageFile}`,
    ],
    missing: installed ? [] : [`pytest-cov==${version}`],
  }
}
