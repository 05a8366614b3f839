import { join } from "node:path"

import type { Task } from "../task.ts"

/** What only containers can do; undefined where processes will do. */
export function notOnHost(task: Task, env: Readonly<Record<string, string>>): string | undefined {
  if (task.toolchain.ownImage || task.toolchain.language === "custom")
    return `the step asks for the image ${task.image}`
  if (task.services.length > 0)
    return `the step needs the services ${task.services.map((service) => service.name).join(", ")}`
  const secret = task.secrets.find((name) => env[name] === undefined)
  return secret === undefined ? undefined : `the secret ${secret} is not in the environment`
}

export interface Surroundings {
  caller: Readonly<Record<string, string>>
  /** The names of all secrets of the plan. */
  secrets: ReadonlySet<string>
  cacheDir: string
  tools: { path: string[]; env: Record<string, string> }
  copy: string
  tmp: string
}

/** The variables of a task's commands; its step adds its own to them. */
export function taskEnvironment(task: Task, around: Surroundings): Record<string, string> {
  const { caller, secrets, cacheDir, tools, copy, tmp } = around
  const caches = task.caches.flatMap((cache) =>
    cache.env.map((name) => [name, join(cacheDir, cache.name)]),
  )
  return {
    // A secret of another unit is not this one's.
    ...Object.fromEntries(
      Object.entries(caller).filter(([name]) => !secrets.has(name) || task.secrets.includes(name)),
    ),
    // What a step leaves in the place for temporary files goes with the copy.
    TMPDIR: tmp,
    TMP: tmp,
    TEMP: tmp,
    ...Object.fromEntries(caches),
    ...task.env,
    ...tools.env,
    PATH: [...task.path.map((dir) => join(copy, dir)), ...tools.path, caller.PATH]
      .filter(Boolean)
      .join(":"),
  }
}
