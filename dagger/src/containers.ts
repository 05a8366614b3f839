import { dag, type Container, type Directory, type Secret } from "@dagger.io/dagger"

import type { Stage, Task } from "../core.js"
import { runPath, runScript, workRoot } from "./run-script.js"

/** What the tasks of one call share. */
export interface Workshop {
  source: Directory
  /** Whether a path of the source is a file; everything else is taken for a directory. */
  isFile: (path: string) => boolean
  secrets: ReadonlyMap<string, Secret>
  /** The steps whose command has ended, with their containers: there are the reports. */
  finished: Map<string, { task: Task; container: Container }>
}

function prepared(task: Task, shop: Workshop): Container {
  return task.stages.reduce(
    (container, stage) => withStage(container, task, stage, shop),
    toolContainer(task, shop),
  )
}

/** The task's image with its tools, caches and variables. */
export function toolContainer(task: Task, shop: Workshop): Container {
  let container = dag.container().from(task.image)
  for (const tool of task.toolFiles)
    container = container.withFile(tool.to, dag.container().from(tool.image).file(tool.path))
  container = container
    .withNewFile(runPath, runScript, { permissions: 0o755 })
    .withWorkdir(workRoot)
    .withEnvVariable("SLIPWAY_TIMEOUT", String(task.timeoutSeconds))
    .withEnvVariable("SLIPWAY_PATH", task.path.map((dir) => inWork(dir)).join(":"))
  if (task.toolchain.language === "python")
    // The image decides the version; a .python-version made for laptops must not.
    container = container.withEnvVariable("UV_PYTHON", "python3")
  for (const [name, value] of Object.entries(task.env))
    container = container.withEnvVariable(name, value)
  for (const cache of task.caches) {
    const path = `/cache/${cache.name}`
    container = container.withMountedCache(path, dag.cacheVolume(`slipway-${cache.name}`))
    for (const name of cache.env) container = container.withEnvVariable(name, path)
  }
  for (const name of task.secrets) {
    const secret = shop.secrets.get(name)
    if (secret !== undefined) container = container.withSecretVariable(name, secret)
  }
  const { pnpm } = task.toolchain.tools
  return pnpm === undefined
    ? container
    : container.withExec([
        runPath,
        "stage",
        "tools",
        "npm",
        "install",
        "--global",
        "--loglevel=error",
        `pnpm@${pnpm.version}`,
      ])
}

function withStage(container: Container, task: Task, stage: Stage, shop: Workshop): Container {
  let next = container
  for (const { path, exclude } of stage.inputs) {
    const below = path === "" ? 0 : path.length + 1
    next = shop.isFile(path)
      ? next.withFile(inWork(path), shop.source.file(path))
      : next.withDirectory(
          inWork(path),
          path === "" ? shop.source : shop.source.directory(path),
          exclude === undefined ? {} : { exclude: exclude.map((dir) => dir.slice(below)) },
        )
  }
  for (const command of stage.commands)
    next = next
      .withWorkdir(inWork(command.cwd))
      .withExec([runPath, "stage", stage.label, ...command.argv])
  return next.withWorkdir(inWork(task.command.cwd))
}

/** A task's container with its stages done and its services beside it, ready for its command. */
export function stepReady(task: Task, shop: Workshop): Container {
  let container = prepared(task, shop)
  for (const service of task.services) {
    let server = dag.container().from(service.image)
    for (const [name, value] of Object.entries(service.env))
      server = server.withEnvVariable(name, value)
    container = container.withServiceBinding(
      service.name,
      server
        // Equal services are one instance: this keeps the units' databases apart.
        .withEnvVariable("SLIPWAY_UNIT", task.unit)
        .withExposedPort(service.port)
        .asService(service.args === undefined ? { useEntrypoint: true } : { args: service.args }),
    )
  }
  return container
}

/** The container after the task's command. It succeeds whatever the command did. */
export function ranContainer(task: Task, shop: Workshop, nonce: string | undefined): Container {
  const ready = stepReady(task, shop)
  const fresh = nonce === undefined ? ready : ready.withEnvVariable("SLIPWAY_RETRY", nonce)
  return fresh.withExec([runPath, "step", `${task.unit}/${task.step}`, ...task.command.argv])
}

export function inWork(path: string): string {
  return path === "" ? workRoot : `${workRoot}/${path}`
}
