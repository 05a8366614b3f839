import { GitHubRemote, type GitHubRemoteOptions } from "../../src/github/github-remote.ts"
import { RemoteError } from "../../src/gitops/write/remote-error.ts"
import type { GitHubFake } from "./github-fake.ts"

/** The fake's branch main, with a good token. */
export function remoteOf(
  fake: GitHubFake,
  options: Partial<GitHubRemoteOptions> = {},
): GitHubRemote {
  return new GitHubRemote({
    owner: fake.owner,
    repository: fake.name,
    branch: "main",
    apiUrl: fake.url,
    token: async () => "ghs_good",
    redact: (text) => text,
    ...options,
  })
}

/** What a RemoteError says. The fake's address, which has another port each time, is FAKE. */
export async function faultOf(
  promise: Promise<unknown>,
): Promise<{ fault: string; message: string; retryAfterMs: number | undefined }> {
  try {
    await promise
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error
    const { fault, retryAfterMs } = error
    return { fault, message: withoutPort(error.message), retryAfterMs }
  }
  throw new Error("it did not fail")
}

export function withoutPort(text: string): string {
  return text.replaceAll(/127\.0\.0\.1:\d+/g, "FAKE")
}
