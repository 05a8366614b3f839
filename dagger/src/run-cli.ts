import {
  dag,
  ReturnType,
  type Directory,
  type File,
  type Secret,
  type Service,
} from "@dagger.io/dagger"

import { cliImages, loadConfig } from "../core.js"
import { cleanMessage, failWith } from "./exec-error.js"

export interface CliCall {
  /** The verb and its flags. No secret, and no path: those are given below. */
  args: string[]
  source: Directory
  config: File | undefined
  /** A directory that holds `.git`, or is one. */
  history: Directory | undefined
  /** Secrets by the variable that the command line reads. */
  secrets: Record<string, Secret | undefined>
  /** A git server that only the caller reaches. */
  gitServer: Service | undefined
}

const corePath = "/slipway/core.js"
/** The name that a git server of the caller's has in the container. */
const serverName = "git-server"

/**
 * One verb of the command line as one exec: every effect has one implementation, which is the same on
 * a laptop. Never answered from a cache.
 */
export async function runCli(call: CliCall): Promise<string> {
  const { source, config, history, gitServer } = call
  const text = config === undefined ? await ownConfig(source) : await config.contents()
  const images = cliImages(loadConfig(text))
  let container = dag
    .container()
    .from(images.cli)
    .withFile(
      "/usr/local/bin/kustomize",
      dag.container().from(images.kustomize).file("/app/kustomize"),
    )
    .withFile(corePath, dag.currentModule().source().file("core.js"))
    .withMountedDirectory("/source", source)
    .withWorkdir("/source")
  const args = [...call.args, "--source", "/source"]
  if (config !== undefined) {
    container = container.withMountedFile("/slipway/slipway.yaml", config)
    args.push("--config", "/slipway/slipway.yaml")
  }
  if (history !== undefined) {
    container = container.withMountedDirectory("/history", history)
    args.push("--history", "/history")
  }
  for (const [name, secret] of Object.entries(call.secrets))
    if (secret !== undefined) container = container.withSecretVariable(name, secret)
  if (gitServer !== undefined)
    container = container
      .withServiceBinding(serverName, gitServer)
      .withEnvVariable("SLIPWAY_GIT_SERVER", serverName)
  const ran = container
    .withEnvVariable("SLIPWAY_NONCE", crypto.randomUUID())
    .withExec(["node", corePath, ...args], { expect: ReturnType.Any })
  const code = await ran.exitCode().catch((error: unknown) => failWith(cleanMessage(error), 1))
  if (code === 0) return ran.stdout()
  const message = `${await ran.stdout()}${await ran.stderr()}`
    .trim()
    .replace(/^slipway: /, "")
    // The caller has the function's help, not the command line's.
    .replaceAll(`node ${corePath} help`, `dagger call ${call.args[0]} --help`)
  return failWith(message, code)
}

async function ownConfig(source: Directory): Promise<string | undefined> {
  return (await source.exists("slipway.yaml")) ? source.file("slipway.yaml").contents() : undefined
}
