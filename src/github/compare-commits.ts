import * as z from "zod"

import { RemoteError } from "../gitops/write/remote-error.ts"
import type { RemoteCommit } from "../gitops/write/remote.ts"
import type { Answer } from "./answer.ts"
import { ObjectId } from "./object-id.ts"
import type { Place } from "./place.ts"

const pageSize = 100
const mostCommits = 5000

const Comparison = z.object({
  status: z.enum(["ahead", "behind", "diverged", "identical"]),
  total_commits: z.number().int().min(0),
  commits: z.array(z.object({ sha: ObjectId, commit: z.object({ message: z.string() }) })),
})

/**
 * The commits after `from` up to `to`, newest first, merged ones too; undefined when `from` is not
 * an ancestor of `to`. At most 5,000; more are an error.
 *
 * https://docs.github.com/en/rest/commits/commits#compare-two-commits
 */
export async function compareCommits(
  place: Place,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<readonly RemoteCommit[] | undefined> {
  const { client } = place
  const what = `comparing ${from} with ${to}`
  const commits: RemoteCommit[] = []
  for (let page = 1; ; page++) {
    const answer = await askPage(place, what, `${from}...${to}`, page, signal)
    if (answer === undefined) return undefined
    const parsed = Comparison.safeParse(answer.data)
    if (!parsed.success) {
      throw client.error("unavailable", what, "the answer broke off or is not GitHub's", answer)
    }
    const { status, total_commits: total, commits: some } = parsed.data
    if (status !== "ahead") return undefined
    if (total > mostCommits) {
      const reason = `${total} commits lie between them and at most ${mostCommits} are read`
      throw client.error("invalid", what, reason, answer)
    }
    commits.push(...some.map(({ sha, commit }) => ({ commit: sha, message: commit.message })))
    // GitHub has the oldest first.
    if (commits.length === total) return commits.toReversed()
    if (some.length !== pageSize) {
      const reason = `GitHub named ${commits.length} of ${total} commits`
      throw client.error("unavailable", what, reason, answer)
    }
  }
}

/** A page of the comparison; undefined when the two have no commit in common. */
async function askPage(
  { client, owner, repository }: Place,
  what: string,
  basehead: string,
  page: number,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const url = "/repos/{owner}/{repo}/compare/{basehead}"
  const repo = repository
  try {
    return await client.rest(
      what,
      { method: "GET", url, owner, repo, basehead, per_page: pageSize, page },
      signal,
    )
  } catch (error) {
    // Both commits were found a moment ago, so this is not about them or the repository.
    if (error instanceof RemoteError && error.fault === "missing") return undefined
    throw error
  }
}
