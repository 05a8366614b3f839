import { isAbsolute, join } from "node:path"

/**
 * Variables of the program that started Slipway, which would make the steps behave differently from
 * a container: an active virtual environment, `npm run`, a test runner, make, a git hook.
 */
const foreign = new RegExp(
  `^(?:${[
    "VIRTUAL_ENV\\w*|PYTHON(?:PATH|HOME|STARTUP|SAFEPATH)|__PYVENV_LAUNCHER__|CONDA_.*",
    "PYTEST_.*|COV_CORE_.*|COVERAGE_.*",
    "PIP_(?:TARGET|PREFIX|USER|REQUIRE_VIRTUALENV)",
    "UV_(?:PROJECT(?:_ENVIRONMENT)?|PYTHON|WORKING_DIR(?:ECTORY)?|FROZEN|LOCKED|NO_SYNC|NO_DEV|SYSTEM_PYTHON|CONSTRAINT|OVERRIDE|RUN_RECURSION_DEPTH)",
    "NODE_(?:ENV|OPTIONS|PATH|V8_COVERAGE|TEST_CONTEXT|CHANNEL_FD|UNIQUE_ID)|FORCE_COLOR",
    "INIT_CWD|npm_.*|NPM_CONFIG_.*|PNPM_(?:SCRIPT_SRC_DIR|PACKAGE_NAME)|VITEST.*|JEST_WORKER_ID",
    "MAKEFLAGS|MFLAGS|MAKELEVEL",
    // Inside a git hook these point at the caller's repository: a test that uses git would write there.
    "GIT_(?:DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE)",
    "DAGGER_.*|_EXPERIMENTAL_DAGGER_.*",
  ].join("|")})$`,
)
/** What of npm's settings stays: how registries are reached. */
const kept =
  /^npm_config_(?:registry|cafile|ca|proxy|https[_-]proxy|noproxy|userconfig|globalconfig|strict[_-]ssl)$/i

/** The caller's environment without what belongs to the program that started Slipway. */
export function cleanEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const clean = Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (!foreign.test(entry[0]) || kept.test(entry[0])),
    ),
  )
  return { ...clean, PATH: cleanPath(env) }
}

/**
 * The PATH without entries that mean something else in another directory, and without those that a
 * virtual environment or `npm run` put in front.
 */
function cleanPath(env: Readonly<Record<string, string | undefined>>): string {
  const venv = env.VIRTUAL_ENV === undefined ? undefined : join(env.VIRTUAL_ENV, "bin")
  const byNpm = env.npm_lifecycle_event !== undefined
  return (env.PATH || "/usr/local/bin:/usr/bin:/bin")
    .split(":")
    .filter(
      (dir) =>
        isAbsolute(dir) &&
        (venv === undefined || join(dir) !== venv) &&
        !(byNpm && /\/(?:node_modules\/\.bin|node-gyp-bin)\/?$/.test(dir)),
    )
    .join(":")
}
