import type { LoadedConfig } from "../config/load-config.ts"
import { SlipwayError } from "../errors.ts"
import { openGitRemote } from "../git/open-git-remote.ts"
import { appToken } from "../github/app-token.ts"
import { GitHubRemote } from "../github/github-remote.ts"
import { repositoryOf, type GitHubRepository } from "../github/repository-of.ts"
import type { TokenSource } from "../github/token-source.ts"
import type { Remote } from "../gitops/write/remote.ts"
import { makeRedactor } from "../text/redact.ts"
import type { Values } from "./options.ts"
import { secretOption } from "./secret-option.ts"

export interface RemoteOptions {
  values: Values
  env: Readonly<Record<string, string | undefined>>
  loaded: LoadedConfig
  /** What will be read. */
  paths: readonly string[]
}

const author = { name: "slipway", email: "slipway@users.noreply.github.com" }

/** The GitOps repository of the configuration, by the transport that it and the token ask for. */
export async function openRemote(
  { values, env, loaded, paths }: RemoteOptions,
  signal: AbortSignal,
): Promise<Remote> {
  const {
    repository: url,
    branch = "main",
    username,
    transport = "auto",
    api,
  } = loaded.config.gitops ?? {}
  if (url === undefined)
    throw new SlipwayError(
      "E_CONFIG",
      `${loaded.file}: gitops.repository: expected the GitOps repository, received nothing\nFor example:\ngitops:\n  repository: https://github.com/acme/gitops`,
    )
  const github = githubRepository(url, api)
  const token = tokenOf(values, env, github)
  const viaApi =
    transport === "github" ||
    (transport === "auto" && github !== undefined && token?.signs === true)
  if (!viaApi)
    return openGitRemote(
      {
        url,
        branch,
        author,
        env,
        ...(env.SLIPWAY_GIT_SERVER === undefined ? {} : { boundHost: env.SLIPWAY_GIT_SERVER }),
        ...(username === undefined ? {} : { username }),
        ...(token === undefined ? {} : { password: token.get }),
      },
      signal,
    )
  if (github === undefined || token === undefined)
    throw new SlipwayError(
      "E_CONFIG",
      github === undefined
        ? `${loaded.file}: gitops.transport: github needs a repository on GitHub, received ${url}\nFor an Enterprise Server name its API: gitops.api: https://HOST/api/v3`
        : "GitHub's API needs a token: --git-token env://NAME, or --github-app-id and --github-app-key\nNothing was written",
    )
  return new GitHubRemote({
    owner: github.owner,
    repository: github.name,
    branch,
    apiUrl: github.apiUrl,
    token: token.get,
    paths,
    redact: token.redact,
  })
}

function githubRepository(url: string, api: string | undefined): GitHubRepository | undefined {
  if (api === undefined) return repositoryOf(url)
  // A path has no host.
  if (!URL.canParse(url)) return undefined
  const found = repositoryOf(url, [new URL(url).host])
  return found === undefined ? undefined : { ...found, apiUrl: api }
}

/** Half of an App would silently become another token, or none. */
function problemOfApp(appId: string | undefined, key: string | undefined): string {
  if (appId === undefined)
    return "--github-app-key: expected --github-app-id beside it, received none"
  return key === undefined
    ? "--github-app-id: expected --github-app-key beside it, received none"
    : "a GitHub App: expected a repository on GitHub, received another in gitops.repository; for an Enterprise Server name its API: gitops.api"
}

interface Token {
  get: TokenSource
  /** GitHub signs commits that an App makes through its API. */
  signs: boolean
  redact: (text: string) => string
}

function tokenOf(
  values: Values,
  env: RemoteOptions["env"],
  github: GitHubRepository | undefined,
): Token | undefined {
  const appId = values["github-app-id"] ?? env.SLIPWAY_GITHUB_APP_ID
  const key = secretOption(
    "github-app-key",
    values["github-app-key"],
    env,
    "SLIPWAY_GITHUB_APP_KEY",
  )
  if (appId !== undefined || key !== undefined) {
    if (appId === undefined || key === undefined || github === undefined)
      throw new SlipwayError("E_USAGE", `${problemOfApp(appId, key)}\nNothing was written`)
    const { owner, name, apiUrl } = github
    const source = appToken({ appId, privateKey: key, owner, repository: name, apiUrl })
    return { get: source, signs: true, redact: makeRedactor([key]) }
  }
  const token = secretOption("git-token", values["git-token"], env, "SLIPWAY_GIT_TOKEN")
  if (token === undefined) return undefined
  // https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/
  const signs = token.startsWith("ghs_")
  return { get: () => Promise.resolve(token), signs, redact: makeRedactor([token]) }
}
