import { chmod, mkdtemp, realpath, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

import { SlipwayError } from "../errors.ts"
import { Credentials } from "./credentials.ts"
import { gitAddress } from "./git-address.ts"
import { GitCommands } from "./git-commands.ts"
import { gitEnvironment } from "./git-environment.ts"
import { GitRemote } from "./git-remote.ts"
import { gitSettings } from "./git-settings.ts"
import { PartialRepository } from "./partial-repository.ts"
import { checkProxies } from "./proxy.ts"

export interface GitRemoteOptions {
  /** `https://HOST/PATH` without credentials, plain http on the loopback, or a local path. */
  url: string
  /** A host name that the caller has bound to a server of its own: plain http to it is no risk. */
  boundHost?: string
  /** `main`; no `refs/heads/` before it. */
  branch: string
  /** Not secret. Default: `x-access-token`, which GitHub expects beside a token. */
  username?: string
  /**
   * Gives the password or token. Asked before the first use, and once more, with the one that was
   * `rejected`, by each operation that the server answers with 401. Default: no credentials.
   */
  password?: (rejected?: string, signal?: AbortSignal) => Promise<string>
  /** Author and committer of commits. */
  author: { name: string; email: string }
  /** The longest file that is read. Default: 1 MiB. */
  maxBytes?: number
  /** How long one git process may take, in milliseconds. Default: 2 minutes. */
  timeoutMs?: number
  /** Where PATH, proxies and certificates come from; git's other variables in it do not count. */
  env: Readonly<Record<string, string | undefined>>
  /** Applied to all that the remote says, after the password is replaced. Default: nothing. */
  redact?: (text: string) => string
}

/** Constant: the password is in its environment, and there is only one thing that git may ask for. */
const askpass = `#!/bin/sh\nprintf '%s\\n' "\${SLIPWAY_GIT_PASSWORD?no password}"\n`

/**
 * A GitOps repository by the git protocol. Nothing is sent yet; what is here is a private directory,
 * which `dispose` removes. Throws E_GIT_ADDRESS for an address, branch, author or user name that
 * cannot be used.
 */
export async function openGitRemote(
  options: GitRemoteOptions,
  signal: AbortSignal,
): Promise<GitRemote> {
  const { branch, env } = options
  const address = gitAddress(options.url, options.boundHost)
  checkProxies(env)
  const identity = identityOf(options.author)
  const credentials = new Credentials({
    username: options.username ?? "x-access-token",
    password: address.scheme === "file" ? undefined : options.password,
  })
  const home = await realpath(await mkdtemp(join(tmpdir(), "slipway-git-")))
  try {
    const helper = join(home, "askpass")
    await writeFile(helper, askpass)
    await chmod(helper, 0o700)
    const git = new GitCommands({
      home,
      env: { ...gitEnvironment(env, home), GIT_ASKPASS: helper },
      settings: gitSettings(address, credentials.username),
      scheme: address.scheme,
      password: (until) => credentials.password(until),
      timeoutMs: options.timeoutMs ?? 120_000,
    })
    await checkBranch(git, home, branch, signal)
    return new GitRemote({
      address,
      branch,
      git,
      repository: new PartialRepository(git, home),
      credentials,
      home,
      identity,
      maxBytes: options.maxBytes ?? 1 << 20,
      env,
      redact: options.redact ?? ((text) => text),
    })
  } catch (error) {
    await rm(home, { recursive: true, force: true })
    throw error
  }
}

/** Git's own rules, asked of git. https://git-scm.com/docs/git-check-ref-format */
async function checkBranch(
  git: GitCommands,
  home: string,
  branch: string,
  signal: AbortSignal,
): Promise<void> {
  const isPlain = branch !== "" && !branch.startsWith("-") && !/\p{Cc}/u.test(branch)
  const args = ["check-ref-format", `refs/heads/${branch}`]
  if (isPlain && (await git.local(home, args, signal)).exitCode === 0) return
  throw new SlipwayError(
    "E_GIT_ADDRESS",
    `${JSON.stringify(branch)} is no name of a branch. Expected a name such as main, without refs/heads/ before it; see git help check-ref-format`,
  )
}

function identityOf({ name, email }: { name: string; email: string }): Record<string, string> {
  // Git leaves such characters out without a word, and what is left may be empty.
  for (const text of [name, email])
    if (text.trim() === "" || /[<>\p{Cc}]/u.test(text))
      throw new SlipwayError(
        "E_GIT_ADDRESS",
        `${JSON.stringify(text)} cannot be the name or the e-mail address of a commit's author: it is empty or has <, > or a control character`,
      )
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  }
}
