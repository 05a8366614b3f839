// The commands of a plan as a person would type them: one after another, in a copy of the repository,
// with package caches of their own. This is what containers are measured against.
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync } from "node:fs"
import { join } from "node:path"

import { planSource, readHostTree, tasksOf } from "../dagger/core.js"

/** The tasks of a repository, as Slipway plans them. */
export function tasks(source) {
  return tasksOf(planSource(readHostTree(source), { services: [] }))
}

/** Copy a repository once, and give a function that runs tasks in it and returns the seconds it took. */
export function nativeRepository(source, copy, caches, path) {
  cpSync(source, copy, { recursive: true })
  mkdirSync(caches, { recursive: true })
  const done = new Set()
  return (selected, { again = false } = {}) => {
    const started = performance.now()
    for (const task of selected) {
      const env = {
        ...process.env,
        ...task.env,
        ...task.stepEnv,
        ...Object.fromEntries(
          task.caches.flatMap((cache) => cache.env.map((name) => [name, join(caches, cache.name)])),
        ),
        PATH: [...task.path.map((dir) => join(copy, dir)), path, process.env.PATH].join(":"),
      }
      const commands = task.stages.flatMap((stage) => stage.commands)
      for (const command of [
        ...commands.filter((each) => !done.has(JSON.stringify(each)) || again),
        task.command,
      ]) {
        done.add(JSON.stringify(command))
        mkdirSync(join(copy, command.cwd, ".slipway"), { recursive: true })
        const [program, ...args] = command.argv
        const ran = spawnSync(program, args, {
          cwd: join(copy, command.cwd),
          env,
          encoding: "utf8",
        })
        if (ran.status !== 0)
          throw new Error(
            `${command.argv.join(" ")} in ${command.cwd}: exit ${ran.status}\n${ran.stdout}${ran.stderr}`,
          )
      }
    }
    return (performance.now() - started) / 1000
  }
}
