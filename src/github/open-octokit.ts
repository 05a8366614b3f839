import type { Octokit } from "octokit"

export interface OpenOptions {
  /** The REST API's address, without a slash at its end. */
  apiUrl: string
  fetch?: typeof fetch
}

export const silent = { debug: quiet, info: quiet, warn: quiet, error: quiet }

/**
 * Octokit without what would decide in the caller's place: it neither repeats a request, because a
 * write may have been done, nor holds one back, nor writes to the console.
 */
export async function openOctokit(options: OpenOptions): Promise<Octokit> {
  // A large library, needed by few of the commands: read when it is used.
  const octokit = await import("octokit")
  return new octokit.Octokit(octokitOptions(options))
}

export function octokitOptions(options: OpenOptions) {
  return {
    baseUrl: options.apiUrl,
    userAgent: "slipway",
    log: silent,
    request: { fetch: options.fetch, log: silent },
    retry: { enabled: false },
    throttle: { enabled: false },
  }
}

function quiet(): void {}
