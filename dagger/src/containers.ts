import { basename, dirname } from "node:path"

import { dag, type Container, type Directory } from "@dagger.io/dagger"

import type { Input, ServiceSpec, Stage, Task } from "../core.js"
import { resultDir, runPath, runScript, workRoot } from "./run-script.js"
import type { Workshop } from "./workshop.js"

/** The container after the task's command. It succeeds whatever the command did. */
export async function ranContainer(
  task: Task,
  shop: Workshop,
  nonce: string | undefined,
): Promise<Container> {
  const ready = await readyContainer(task, shop)
  const fresh = nonce === undefined ? ready : ready.withEnvVariable("SLIPWAY_RETRY", nonce)
  return fresh.withExec([runPath, "step", `${task.unit}/${task.step}`, ...task.command.argv])
}

/** A task's container with its stages done and its services beside it, ready for its command. */
export async function readyContainer(task: Task, shop: Workshop): Promise<Container> {
  let container = (await preparedContainer(task, shop, task.stages.length))
    .withWorkdir(inWork(task.command.cwd))
    .withEnvVariable("SLIPWAY_TIMEOUT", String(task.timeoutSeconds))
  const { junit, coverage } = task.reports
  if (junit !== undefined) container = container.withEnvVariable("SLIPWAY_JUNIT", junit)
  if (coverage !== undefined) container = container.withEnvVariable("SLIPWAY_COVERAGE", coverage)
  for (const [name, value] of Object.entries(task.stepEnv))
    container = container.withEnvVariable(name, value)
  for (const spec of task.services)
    container = container.withServiceBinding(spec.name, service(task, spec))
  return container
}

function preparedContainer(task: Task, shop: Workshop, stages: number): Promise<Container> {
  const unit = [
    task.image,
    task.toolFiles,
    task.toolchain,
    task.caches,
    task.env,
    task.path,
    task.secrets,
    task.stageTimeoutSeconds,
  ]
  const key = JSON.stringify([...unit, task.stages.slice(0, stages)])
  return shop.resolve(key, async () => {
    if (stages === 0) return unitContainer(task, shop, await toolContainer(task, shop))
    return withStage(
      await preparedContainer(task, shop, stages - 1),
      task.stages[stages - 1]!,
      shop,
    )
  })
}

/** The image with the run script, the tools and the caches: the same for all units of a kind. */
export function toolContainer(task: Task, shop: Workshop): Promise<Container> {
  const key = JSON.stringify(["tools", task.image, task.toolFiles, task.toolchain, task.caches])
  return shop.resolve(key, () => {
    let container = dag.container().from(task.image)
    for (const tool of task.toolFiles)
      container = container.withFile(tool.to, dag.container().from(tool.image).file(tool.path))
    container = container
      .withDirectory(dirname(resultDir), openDirectory(basename(resultDir)))
      .withNewFile(runPath, runScript, { permissions: 0o755 })
      .withWorkdir(workRoot)
    for (const cache of task.caches) {
      const path = `/cache/${cache.name}`
      container = container.withMountedCache(path, dag.cacheVolume(`slipway-${cache.name}`))
      for (const name of cache.env) container = container.withEnvVariable(name, path)
    }
    // The image decides the version; a .python-version made for laptops must not.
    return task.toolchain.language === "python"
      ? container.withEnvVariable("UV_PYTHON", "python3")
      : container
  })
}

/** A directory that an image's user may write in, whoever it is. */
function openDirectory(name: string): Directory {
  return dag.directory().withNewDirectory(name, { permissions: 0o777 })
}

function unitContainer(task: Task, shop: Workshop, tools: Container): Container {
  let container = tools
    .withEnvVariable("SLIPWAY_TIMEOUT", String(task.stageTimeoutSeconds))
    .withEnvVariable("SLIPWAY_PATH", task.path.map((dir) => inWork(dir)).join(":"))
  for (const [name, value] of Object.entries(task.env))
    container = container.withEnvVariable(name, value)
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

function withStage(container: Container, stage: Stage, shop: Workshop): Container {
  let next = container
  // `filter` gives a directory whose identity is its content; `include` of withDirectory does not,
  // so every edit anywhere would run the stage again.
  const files = stage.inputs.filter(({ path }) => shop.isFile(path))
  if (files.length > 0)
    next = next.withDirectory(
      workRoot,
      shop.source.filter({ include: files.map(({ path }) => literal(path)) }),
    )
  for (const input of stage.inputs)
    if (!shop.isFile(input.path))
      next = next.withDirectory(inWork(input.path), inputDirectory(shop.source, input))
  for (const command of stage.commands)
    next = next
      .withWorkdir(inWork(command.cwd))
      .withExec([runPath, "stage", stage.label, ...command.argv])
  return next
}

function inputDirectory(source: Directory, { path, exclude }: Input): Directory {
  const directory = path === "" ? source : source.directory(path)
  const above = path === "" ? 0 : path.length + 1
  return exclude === undefined
    ? directory
    : directory.filter({ exclude: exclude.map((dir) => literal(dir.slice(above))) })
}

/** A path as a pattern that matches only itself. */
function literal(path: string): string {
  return path.replace(/[\\*?[\]!]/g, "\\$&")
}

function service(task: Task, spec: ServiceSpec) {
  let server = dag.container().from(spec.image)
  for (const [name, value] of Object.entries(spec.env)) server = server.withEnvVariable(name, value)
  return (
    server
      // Equal services are one instance: this keeps the units' databases apart.
      .withEnvVariable("SLIPWAY_UNIT", task.unit)
      .withExposedPort(spec.port)
      .asService(spec.args === undefined ? { useEntrypoint: true } : { args: spec.args })
  )
}

export function inWork(path: string): string {
  return path === "" ? workRoot : `${workRoot}/${path}`
}
