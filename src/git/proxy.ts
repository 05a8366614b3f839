import { SlipwayError } from "../errors.ts"
import type { GitAddress } from "./git-address.ts"

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Whether git reaches this address through a proxy. Plain http is only used on the loopback, and
 * never through one. Order and names: https://git-scm.com/docs/git-config#Documentation/git-config.txt-httpproxy
 */
export function usesProxy(address: GitAddress, env: Environment): boolean {
  if (address.scheme !== "https") return false
  const proxy = env.HTTPS_PROXY || env.https_proxy || env.ALL_PROXY || env.all_proxy
  return proxy !== undefined && proxy !== "" && !isExcepted(address.host, env)
}

/**
 * Refuse a proxy address with a user name and no password: git would ask for one, and what answers
 * gives the token of the repository.
 */
export function checkProxies(env: Environment): void {
  for (const name of ["HTTPS_PROXY", "https_proxy", "http_proxy", "ALL_PROXY", "all_proxy"]) {
    const value = env[name] ?? ""
    const user = /^(?:[^/]*\/\/)?([^/@]*)@/.exec(value)?.[1]
    if (user !== undefined && !user.includes(":"))
      throw new SlipwayError(
        "E_GIT_ADDRESS",
        `${name} has a user name and no password. Write http://USER:PASSWORD@HOST:PORT, or leave the user name out`,
      )
  }
}

/** Both spellings are lists of host names, each with all that is below it; `*` is all. */
function isExcepted(host: string, env: Environment): boolean {
  const name = host.replace(/:\d+$/, "")
  return (env.no_proxy || env.NO_PROXY || "")
    .split(/[\s,]+/)
    .map((entry) => entry.replace(/^\*?\./, "").replace(/:\d+$/, ""))
    .some(
      (entry) => entry === "*" || entry === name || (entry !== "" && name.endsWith(`.${entry}`)),
    )
}
