import type { Outcome } from "../../report/result.ts"
import { makeRedactor } from "../../text/redact.ts"
import type { Task } from "../task.ts"

/** What is shorter occurs everywhere by accident: to hide it would mangle every text. */
const shortest = 4

export interface Mask {
  /** The text with `***` for each of the step's secrets. */
  text: (text: string) => string
  /** Nothing to hide: a report can be kept as it is. */
  idle: boolean
  /** The secrets that are too short to be replaced. */
  unmasked: string[]
}

/** Hides the values of a step's secrets in what it prints and reports. */
export function maskSecrets(task: Task, env: Readonly<Record<string, string>>): Mask {
  const given = task.secrets.filter((name) => env[name] !== undefined && env[name] !== "")
  const isShort = (name: string): boolean => env[name]!.replace(/\s/g, "").length < shortest
  const values = given.filter((name) => !isShort(name)).map((name) => env[name]!)
  return {
    text: makeRedactor([...new Set(values.flatMap((value) => [value, ...inXml(value)]))]),
    idle: values.length === 0,
    unmasked: given.filter(isShort),
  }
}

/** The outcome as it may be shown. */
export function maskOutcome(outcome: Outcome, mask: Mask): Outcome {
  if (mask.idle) return outcome
  switch (outcome.kind) {
    case "not-runnable":
      return { ...outcome, reason: mask.text(outcome.reason) }
    case "broken":
      return { ...outcome, message: mask.text(outcome.message) }
    case "finished":
      return {
        ...outcome,
        output: mask.text(outcome.output),
        junit: outcome.junit === undefined ? undefined : mask.text(outcome.junit),
      }
    default:
      return { ...outcome, output: mask.text(outcome.output) }
  }
}

/** JUnit holds texts as XML writes them; which quotes are escaped is up to the writer. */
function inXml(value: string): string[] {
  const text = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
  const quoted = text.replaceAll('"', "&quot;")
  return [
    text,
    quoted,
    quoted.replaceAll("'", "&apos;"),
    quoted.replaceAll("'", "&#39;"),
    quoted.replaceAll("'", "&#x27;"),
  ]
}
