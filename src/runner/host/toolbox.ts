import type { Task } from "../task.ts"
import type { Cancellation } from "./cancellation.ts"
import { nodeTools } from "./node-tools.ts"
import { findPnpm } from "./pnpm-tool.ts"
import { pythonTools, uvVersion } from "./python-tools.ts"
import { runProcess } from "./run-process.ts"
import type { Found, ToolRequest, Tools } from "./tool-request.ts"
import { findUv } from "./uv-tool.ts"

export interface ToolboxOptions {
  cacheDir: string
  env: Record<string, string>
  cancel: Cancellation
  mark: string
  /** How long one program may take to find or fetch. Default: 600. */
  limitSeconds?: number
}

/** Finding and fetching take seconds; a hanging registry must not take the run with it. */
const defaultLimitSeconds = 600

/** Finds or fetches the programs that tasks need. Each is looked for once per run. */
export class Toolbox {
  readonly cacheDir: string
  readonly #options: ToolboxOptions
  readonly #known = new Map<string, Promise<unknown>>()

  constructor(options: ToolboxOptions) {
    this.cacheDir = options.cacheDir
    this.#options = options
  }

  /** Never rejects: what cannot be had is a reason. */
  tools(task: Pick<Task, "toolchain" | "env">): Promise<Tools> {
    const { toolchain } = task
    const { UV_DEFAULT_INDEX, npm_config_registry } = task.env
    const registries = {
      ...(UV_DEFAULT_INDEX === undefined ? {} : { UV_DEFAULT_INDEX }),
      ...(npm_config_registry === undefined ? {} : { npm_config_registry }),
    }
    return this.#once([toolchain, registries], () =>
      this.#find(toolchain, this.#request(registries)).catch((error: Error) => ({
        reason: error.message,
      })),
    )
  }

  async #find(toolchain: Task["toolchain"], request: ToolRequest): Promise<Tools> {
    if (toolchain.language === "python") {
      const version = uvVersion(toolchain)
      const uv = await this.#once(["uv", version, request.registries], () =>
        findUv(version, request),
      )
      return pythonTools(toolchain, uv, request)
    }
    const { pnpm } = toolchain.tools
    const found: Found | undefined =
      pnpm === undefined
        ? undefined
        : await this.#once(["pnpm", pnpm, request.registries], () => findPnpm(pnpm, request))
    return nodeTools(toolchain, found, request)
  }

  #request(registries: ToolRequest["registries"]): ToolRequest {
    const { cacheDir, env, cancel, mark, limitSeconds = defaultLimitSeconds } = this.#options
    return {
      cacheDir,
      env,
      registries,
      run: (argv, extra = {}, cwd = "/") =>
        runProcess(argv, {
          cwd,
          env: { ...env, ...extra },
          timeoutSeconds: limitSeconds,
          cancel,
          mark,
        }),
    }
  }

  #once<T>(key: unknown, make: () => Promise<T>): Promise<T> {
    const name = JSON.stringify(key)
    const known = this.#known.get(name)
    if (known !== undefined) return known as Promise<T>
    const made = make()
    this.#known.set(name, made)
    return made
  }
}
