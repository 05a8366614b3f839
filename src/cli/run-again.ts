import { quoted } from "../text/quoted.ts"
import type { Values } from "./options.ts"

/** The command that runs one step again, ready to be pasted into a shell. */
export function runAgain(
  program: string,
  values: Values,
): (service: string, step: string) => string {
  return (service, step) =>
    [
      program,
      "run-step",
      ...(values.source === undefined ? [] : ["--source", quoted(values.source)]),
      ...(values.config === undefined ? [] : ["--config", quoted(values.config)]),
      "--service",
      quoted(service),
      "--step",
      quoted(step),
    ].join(" ")
}
