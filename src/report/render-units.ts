import type { CiPlan } from "../plan/ci-plan.ts"
import { markdownTable, textTable } from "../text/table.ts"
import type { PlannedStep } from "../units/unit.ts"
import type { Format } from "./report.ts"

/** What was discovered: units, steps, and where each setting came from. */
export function renderUnits(plan: CiPlan, format: Format): string {
  if (format === "json") return `${JSON.stringify(toJson(plan), null, 2)}\n`
  const table = format === "markdown" ? markdownTable : textTable
  const summary = table(
    ["unit", "kind", "path", "steps"],
    plan.units.map((unit) => [
      unit.name,
      unit.kind,
      unit.path || ".",
      unit.steps.map(stepLabel).join(", "),
    ]),
  )
  const settings = table(
    ["unit", "setting", "value", "from"],
    plan.units.flatMap((unit) =>
      unit.settings.map((each) => [unit.name, each.name, each.value, each.from]),
    ),
  )
  const verdicts = plan.units.flatMap((unit) =>
    unit.steps.flatMap((each) =>
      "verdict" in each
        ? [`${unit.name} \u00b7 ${each.step}: ${each.verdict.status}: ${each.verdict.message}`]
        : [],
    ),
  )
  const notes = plan.units.flatMap((unit) => unit.notes.map((note) => `${unit.name}: ${note}`))
  const root = plan.root.map(
    (each) =>
      `(root) \u00b7 ${each.step}: ${"task" in each ? each.task.title : each.verdict.message}`,
  )
  const others = plan.notUnits.map((each) => `${each.path || "."}: ${each.reason}`)
  return `${[
    summary,
    settings,
    ...section("Steps outside units", root),
    ...section("Steps that cannot run", verdicts),
    ...section("Notes", notes),
    ...section("Not units", others),
  ].join("\n\n")}\n`
}

function stepLabel(step: PlannedStep): string {
  return "task" in step ? step.step : `${step.step} (${step.verdict.status})`
}

function section(title: string, lines: string[]): string[] {
  return lines.length === 0 ? [] : [[`${title}:`, ...lines.map((line) => `- ${line}`)].join("\n")]
}

function toJson(plan: CiPlan): unknown {
  const step = (each: PlannedStep) =>
    "task" in each
      ? { step: each.step, command: each.task.command.argv, image: each.task.image }
      : { step: each.step, status: each.verdict.status, message: each.verdict.message }
  return {
    units: plan.units.map(({ name, path, kind, settings, steps, notes }) => ({
      name,
      path: path || ".",
      kind,
      steps: steps.map(step),
      settings,
      notes,
    })),
    steps: plan.root.map(step),
    notUnits: plan.notUnits.map((each) => ({ path: each.path || ".", reason: each.reason })),
  }
}
