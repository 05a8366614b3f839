import { defaults, seconds } from "../config/defaults.ts"
import type { NodeConfig, PythonConfig } from "../config/language-schema.ts"
import type { LoadedConfig } from "../config/load-config.ts"
import { mirrored } from "../config/mirrored.ts"
import type { StepConfig } from "../config/unit-schema.ts"
import type { ServiceSpec } from "../runner/task.ts"
import type { Found } from "./found.ts"

/** A value and the key path or file that set it. */
export interface Sourced<T> {
  value: T
  from: string
}

/** The language settings of one unit: its own before the file's. */
export class Settings {
  readonly found: Found
  readonly loaded: LoadedConfig

  constructor(found: Found, loaded: LoadedConfig) {
    this.found = found
    this.loaded = loaded
  }

  python<K extends keyof PythonConfig>(key: K): Sourced<NonNullable<PythonConfig[K]>> | undefined {
    return this.#pick(
      "python",
      key,
      this.found.config.python?.[key],
      this.loaded.config.python?.[key],
    )
  }

  node<K extends keyof NodeConfig>(key: K): Sourced<NonNullable<NodeConfig[K]>> | undefined {
    return this.#pick("node", key, this.found.config.node?.[key], this.loaded.config.node?.[key])
  }

  get env(): Record<string, string> {
    return { ...this.loaded.config.env, ...this.found.config.env }
  }

  get services(): ServiceSpec[] {
    return Object.entries(this.found.config.services ?? {}).map(([name, service]) => ({
      name,
      image: this.mirrored(service.image),
      port: service.port,
      env: service.env ?? {},
      ...(service.args ? { args: service.args } : {}),
    }))
  }

  step(name: string): StepConfig | undefined {
    const step = this.found.config.steps?.[name]
    return step === false ? undefined : step
  }

  timeout(step: StepConfig | undefined): number {
    return seconds(step?.timeout ?? this.loaded.config.timeout ?? defaults.timeout)
  }

  /** The key path of a setting of this unit, for messages. */
  key(...path: string[]): string {
    return ["units", this.found.name, ...path].join(".")
  }

  /** The same with the file in front: where a setting came from. */
  from(...path: string[]): string {
    return `${this.loaded.file} ${this.key(...path)}`
  }

  mirrored(image: string): string {
    return mirrored(image, this.loaded.config.mirrors ?? {})
  }

  #pick<T>(group: string, key: string, own: T, shared: T): Sourced<NonNullable<T>> | undefined {
    if (own !== undefined && own !== null)
      return { value: own, from: `${this.loaded.file} ${this.key(group, key)}` }
    if (shared !== undefined && shared !== null)
      return { value: shared, from: `${this.loaded.file} ${group}.${key}` }
    return undefined
  }
}
