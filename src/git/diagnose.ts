import { RemoteError } from "../gitops/write/remote-error.ts"
import type { Credentials } from "./credentials.ts"
import { findingOf, type Finding } from "./finding.ts"
import type { GitAddress } from "./git-address.ts"
import type { GitCommands } from "./git-commands.ts"
import type { GitFailure } from "./git-failure.ts"
import type { PartialRepository } from "./partial-repository.ts"
import { probe } from "./probe.ts"
import { usesProxy } from "./proxy.ts"

export interface DiagnoseOptions {
  address: GitAddress
  branch: string
  credentials: Credentials
  env: Readonly<Record<string, string | undefined>>
  git: GitCommands
  repository: PartialRepository
  /** The repository and branch, for messages. */
  name: string
  failure: GitFailure
  /** What git or the server said, without secrets. */
  lines: string
}

/**
 * Find out why a command failed that asked the remote: by the status of an own request, where no
 * proxy is in between, and by the exit code of `git ls-remote`.
 */
export async function diagnose(options: DiagnoseOptions, signal: AbortSignal): Promise<Finding> {
  const { address, branch, credentials, env, git, repository, name, failure, lines } = options
  if (address.scheme !== "file" && !usesProxy(address, env)) {
    const authorization = await credentials.header(signal)
    const answer = await probe(address, { authorization, env }, signal)
    const finding = findingOf(answer, name, lines)
    if (finding.kind !== "well") return finding
  }
  const ref = `refs/heads/${branch}`
  const args = ["ls-remote", "--quiet", "--exit-code", "--end-of-options", "origin", ref]
  const { exitCode } = await git.remote(await repository.dir(signal), args, signal)
  if (exitCode === 0) return { kind: "well" }
  // Exit code 2 means that the remote answered and has no such ref.
  const error =
    exitCode === 2
      ? new RemoteError(
          "missing",
          `${address.url} has no branch ${branch}: push a first commit to it, or name another branch`,
        )
      : new RemoteError("unavailable", `${name}: ${failure.message}\n${lines}`, { cause: failure })
  return { kind: "fault", error }
}
