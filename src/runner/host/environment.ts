/** Variables of the caller's own Python, Node or npm run that would leak into the steps. */
const foreign =
  /^(?:VIRTUAL_ENV|PYTHON(?:PATH|HOME|STARTUP)|CONDA_.*|PIP_(?:TARGET|PREFIX|USER)|UV_(?:PROJECT_ENVIRONMENT|PYTHON)|NODE_(?:ENV|OPTIONS|PATH)|INIT_CWD|npm_.*|PNPM_SCRIPT_SRC_DIR|VITEST.*|DAGGER_.*|_EXPERIMENTAL_DAGGER_.*)$/
/** What of npm's settings stays: how registries are reached. */
const kept = /^npm_config_(?:registry|cafile|ca|proxy|https_proxy|noproxy|userconfig|strict_ssl)$/i

/** The caller's environment without what belongs to the program that started Slipway. */
export function cleanEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && (!foreign.test(entry[0]) || kept.test(entry[0])),
    ),
  )
}
