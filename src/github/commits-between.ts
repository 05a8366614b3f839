import * as z from "zod"

import type { RemoteCommit } from "../gitops/write/remote.ts"
import { compareCommits } from "./compare-commits.ts"
import { graphQLBody, graphQLFailure } from "./graphql-body.ts"
import { ObjectId } from "./object-id.ts"
import type { Place } from "./place.ts"

const query =
  "query ($owner: String!, $name: String!, $from: GitObjectID!, $to: GitObjectID!) " +
  "{ repository(owner: $owner, name: $name) { from: object(oid: $from) { oid } " +
  "to: object(oid: $to) { oid ... on Commit { history(first: 100) " +
  "{ nodes { oid message parents(first: 2) { nodes { oid } } } } } } } }"

const Node = z.object({
  oid: ObjectId,
  message: z.string(),
  parents: z.object({ nodes: z.array(z.object({ oid: ObjectId })) }),
})
type Node = z.infer<typeof Node>

const History = z.object({
  repository: z.object({
    from: z.object({ oid: ObjectId }).nullable(),
    to: z.object({ history: z.object({ nodes: z.array(Node) }) }).nullable(),
  }),
})

/**
 * The commits after `from` up to `to`, newest first; undefined when `from` is not an ancestor of
 * `to`. One request when they are at most 100 and in a line. Otherwise GitHub compares the two: a
 * history is in the order of its dates, so with merges it does not say what lies between.
 */
export async function commitsBetween(
  place: Place,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<readonly RemoteCommit[] | undefined> {
  if (from === to) return []
  const what = `reading the history of ${to}`
  const { client, owner, repository: name } = place
  const answer = await client.graphQL(what, { query, variables: { owner, name, from, to } }, signal)
  const body = graphQLBody(answer)
  if (body === undefined) {
    throw client.error("unavailable", what, "the answer broke off or is not GitHub's", answer)
  }
  if (body.errors.length > 0) throw graphQLFailure(client, what, body.errors, answer)
  const parsed = History.safeParse(body.data)
  if (!parsed.success) {
    throw client.error(
      "invalid",
      what,
      "GitHub's answer is not of the form that was asked for",
      answer,
    )
  }
  const { repository } = parsed.data
  // A replica may be behind the one that named the commit.
  if (repository.to === null) {
    throw client.error("unavailable", what, "GitHub does not find that commit", answer)
  }
  if (repository.from === null) return undefined
  return line(repository.to.history.nodes, from, to) ?? compareCommits(place, from, to, signal)
}

/** The commits of a history before `from`, when each has the next as its one parent. */
function line(nodes: readonly Node[], from: string, to: string): RemoteCommit[] | undefined {
  const commits: RemoteCommit[] = []
  let expected = to
  for (const { oid, message, parents } of nodes) {
    if (oid === from) return oid === expected ? commits : undefined
    const [parent, ...others] = parents.nodes
    if (oid !== expected || parent === undefined || others.length > 0) return undefined
    commits.push({ commit: oid, message })
    expected = parent.oid
  }
  // The last of the page may be the one right after `from`.
  return expected === from ? commits : undefined
}
