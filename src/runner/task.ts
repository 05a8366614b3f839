/** A file or directory of the repository that a stage needs, at the same path below the work root. */
export interface Input {
  path: string
  /** Directories below `path`, relative to the root, that stay out. */
  exclude?: string[]
}

/** An argument vector and the directory it runs in, relative to the work root. Never a shell string. */
export interface Command {
  argv: string[]
  cwd: string
}

/** One cacheable piece of preparation: these inputs on top of the stages before, then these commands. */
export interface Stage {
  /** What it does, for people: "dependencies", "project". */
  label: string
  inputs: Input[]
  commands: Command[]
}

/** A package cache that outlives runs; each of `env` is set to where the runner put it. */
export interface Cache {
  name: string
  env: string[]
}

/** A program that is copied into the container from another image. */
export interface ToolFile {
  image: string
  path: string
  to: string
}

/** A server beside the tests, reached by its name. */
export interface ServiceSpec {
  name: string
  image: string
  port: number
  env: Record<string, string>
  args?: string[]
}

/** Which language a task needs on a host that has no containers. */
export interface Toolchain {
  language: "python" | "node" | "custom"
  /** The version that the container has, for saying how the host differs. */
  version: string
  /** What the project demands: a PEP 440 specifier or a semver range. Empty: anything. */
  requires: string
  /** The unit names an image of its own: only a container is what was asked for. */
  ownImage: boolean
  /** Programs the host runner must provide, with the version that the container gets. */
  tools: { uv?: string; pnpm?: { version: string; exact: boolean; integrity?: string } }
}

/** Files that the command writes, relative to its `cwd`. */
export interface Reports {
  /** JUnit XML. https://github.com/testmoapp/junitxml describes the dialect. */
  junit?: string
  /** Cobertura XML. */
  coverage?: string
}

/** How "nothing ran" shows: a runner's own exit code, the counts in its JUnit file, or not at all. */
export interface Counting {
  /** The exit code by which the test runner says that it found no test: 5 for pytest. */
  noTestsExit?: number
  /** Patterns of output lines by which runners without JUnit say that they ran nothing. */
  nothingRan?: string[]
  /** The JUnit file has to be there when the command succeeds. */
  junitRequired?: boolean
}

/** One step of one unit as data: what a container or the host then does, exactly. */
export interface Task {
  unit: string
  step: string
  /** What it does, for people: "pytest", "pnpm run lint". */
  title: string
  image: string
  toolFiles: ToolFile[]
  toolchain: Toolchain
  /** Variables of the whole unit: stages see them too. */
  env: Record<string, string>
  /** Variables of the step's own command. */
  stepEnv: Record<string, string>
  /** Names of the secrets that become environment variables. */
  secrets: string[]
  services: ServiceSpec[]
  caches: Cache[]
  /** Directories that come first on the PATH, relative to the work root. */
  path: string[]
  stages: Stage[]
  command: Command
  reports: Reports
  counting: Counting
  /** After this many seconds the command is killed: status `timed-out`. */
  timeoutSeconds: number
  /** The same for each command of a stage, which then is `setup-failed`. */
  stageTimeoutSeconds: number
}

/** Where tasks leave their reports, relative to `cwd`. */
export const reportDir = ".slipway"
