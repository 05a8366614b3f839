import { performance } from "node:perf_hooks"

import { SlipwayError } from "../errors.ts"
import { untilAny } from "../stop/until-any.ts"
import { apiUrl, webHost } from "./api-url.ts"
import { appKey } from "./app-key.ts"
import { isRepositoryName } from "./is-repository-name.ts"
import { mintToken } from "./mint-token.ts"
import { octokitOptions, silent } from "./open-octokit.ts"
import type { TokenSource } from "./token-source.ts"

export interface AppTokenOptions {
  /** The App's id, or its client id. */
  appId: string
  /** In PEM. */
  privateKey: string
  owner: string
  repository: string
  /** Default: https://api.github.com. Of an Enterprise Server: https://HOST/api/v3. */
  apiUrl?: string
  /** How long one request may take, in milliseconds. Default: one minute. */
  timeoutMs?: number
  /** Default: Node's. */
  fetch?: typeof fetch
  /** A clock that never goes back, in milliseconds. Default: the process's own. */
  clock?: () => number
}

/** Tokens live for an hour; what starts with one has at least this long to end, in milliseconds. */
const margin = 10 * 60_000

/**
 * A source of tokens of a GitHub App's installation, each good for the contents of this one
 * repository and nothing else. It gives the same one until ten minutes before that expires, or
 * until it is told that GitHub rejects it.
 *
 * A key that cannot be used throws E_GITHUB_APP here; what GitHub refuses, a RemoteError when a
 * token is asked for. Neither quotes what GitHub said, which may hold the request's credential.
 *
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app
 */
export function appToken(options: AppTokenOptions): TokenSource {
  const { owner, repository, clock = () => performance.now() } = options
  const appId = options.appId.trim()
  if (!/^[A-Za-z0-9.]{1,100}$/.test(appId)) {
    throw new SlipwayError(
      "E_GITHUB_APP",
      `expected the id of a GitHub App, such as 123456, got ${JSON.stringify(appId.slice(0, 40))}. ` +
        `Nothing was sent. It is on the App's settings page.`,
    )
  }
  if (!isRepositoryName(owner, repository)) {
    const got = JSON.stringify([owner, repository])
    throw new SlipwayError(
      "E_USAGE",
      `expected a GitHub repository's owner and name, got ${got}. Nothing was sent.`,
    )
  }
  const privateKey = appKey(options.privateKey)
  const api = apiUrl(options.apiUrl ?? "https://api.github.com")
  const name = `GitHub App ${appId} on ${webHost(api)}/${owner}/${repository}`
  let current: { token: string; until: number } | undefined
  let pending: Promise<string> | undefined

  async function mint(stop: AbortSignal | undefined): Promise<string> {
    const { App, Octokit } = await import("octokit")
    const settings = octokitOptions({ apiUrl: api, fetch: options.fetch })
    const app = new App({ appId, privateKey, log: silent, Octokit: Octokit.defaults(settings) })
    const limit = AbortSignal.timeout(options.timeoutMs ?? 60_000)
    const place = { octokit: app.octokit, name, owner, repository }
    // Taken before the request: what the request lasts comes off the token's life, not on top.
    const start = clock()
    const { token, lifetime } = await untilAny(
      stop === undefined ? [limit] : [stop, limit],
      (until) => mintToken(place, until),
    )
    current = { token, until: start + lifetime - margin }
    return token
  }

  return async (rejected, signal) => {
    if (current !== undefined && current.token !== rejected && clock() < current.until) {
      return current.token
    }
    pending ??= mint(signal).finally(() => {
      pending = undefined
    })
    return pending
  }
}
