import type { GitHubClient } from "./github-client.ts"

/** A repository, and the client that reaches it. */
export interface Place {
  client: GitHubClient
  owner: string
  repository: string
}
