/** Where certificates are, the one thing about git that belongs to the machine and not to a repository. */
const kept = /^GIT_(?:PROXY_)?SSL_(?:CAINFO|CAPATH|CERT|KEY)$/
/** What would change what git does, whom it asks for a password or which language it speaks. */
const dropped =
  /^(?:GIT_.*|SSH_ASKPASS.*|XDG_CONFIG_HOME|SLIPWAY_GIT_PASSWORD|LANG|LANGUAGE|LC_.*)$/

/**
 * The environment of every git process: the caller's, without the caller's git. No configuration
 * outside the private directory is read, nothing prompts, and one protocol is allowed.
 *
 * `GIT_SSL_NO_VERIFY` is dropped on purpose: a token never goes to a host that is not verified.
 * Meanings: https://git-scm.com/docs/git#_environment_variables
 */
export function gitEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Record<string, string> {
  const rest = Object.entries(env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (kept.test(entry[0]) || !dropped.test(entry[0])),
  )
  return {
    ...Object.fromEntries(rest),
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_NO_REPLACE_OBJECTS: "1",
  }
}
