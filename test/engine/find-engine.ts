import { spawnSync } from "node:child_process"

import type { TestProject } from "vitest/node"

declare module "vitest" {
  export interface ProvidedContext {
    engine: boolean
  }
}

/**
 * Is there an engine that answers? One query with a limit: a command line that is told of an engine
 * which is not there would wait for it.
 */
export default function findEngine(project: TestProject): void {
  const asked = spawnSync("dagger", ["query", "--silent"], {
    input: "{version}",
    encoding: "utf8",
    timeout: 60_000,
  })
  const engine = asked.status === 0 && asked.stdout.includes("v0.")
  if (!engine)
    console.warn(
      `\nNO DAGGER ENGINE ANSWERED: every test in test/engine is skipped, and none of them is a pass.\n${asked.error?.message ?? asked.stderr.trim().split("\n").at(-1) ?? ""}\n`,
    )
  project.provide("engine", engine)
}
