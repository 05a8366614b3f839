import {
  dag,
  type Container,
  type ContainerID,
  type Directory,
  type Secret,
} from "@dagger.io/dagger"

import type { Task } from "../core.js"

/** What the tasks of one call share. */
export class Workshop {
  readonly source: Directory
  readonly secrets: ReadonlyMap<string, Secret>
  /** Steps whose command has ended, with their containers: there are the reports. */
  readonly finished = new Map<string, { task: Task; container: Container }>()
  /** Keep what green steps print too: a query more for each. */
  keepOutput = false
  readonly #isFile: (path: string) => boolean
  readonly #resolved = new Map<string, Promise<Container>>()

  constructor(
    source: Directory,
    secrets: ReadonlyMap<string, Secret>,
    isFile: (path: string) => boolean,
  ) {
    this.source = source
    this.secrets = secrets
    this.#isFile = isFile
  }

  /** Whether a path of the source is a file; everything else is taken for a directory. */
  isFile(path: string): boolean {
    return this.#isFile(path)
  }

  /**
   * The container that `make` describes, as a handle that the engine already knows. Steps share what
   * they have in common, and their queries stay short: a call of many steps is two to three times
   * faster for it. Nothing runs.
   */
  resolve(key: string, make: () => Container | Promise<Container>): Promise<Container> {
    const known = this.#resolved.get(key)
    if (known !== undefined) return known
    const made = Promise.resolve(make())
      .then((container) => container.id())
      .then((id) => dag.loadContainerFromID(id as unknown as ContainerID))
    this.#resolved.set(key, made)
    return made
  }
}
