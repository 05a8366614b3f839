import * as z from "zod"

import { RemoteError, type RemoteFault } from "../gitops/write/remote-error.ts"
import type { PushResult } from "../gitops/write/remote.ts"
import type { Answer } from "./answer.ts"
import { errorText, graphQLBody, graphQLFailure } from "./graphql-body.ts"
import { type GraphQLError, graphQLFault } from "./graphql-error.ts"
import { ObjectId } from "./object-id.ts"
import type { Place } from "./place.ts"
import type { FileAddition } from "./plan-additions.ts"

export interface NewCommit {
  branch: string
  /** The commit that the branch has to point to, or GitHub refuses. */
  expectedHead: string
  headline: string
  body: string
  additions: readonly FileAddition[]
}

const query =
  "mutation ($input: CreateCommitOnBranchInput!) " +
  "{ createCommitOnBranch(input: $input) { commit { oid } } }"

const Created = z.object({
  createCommitOnBranch: z.object({ commit: z.object({ oid: ObjectId }) }),
})
const NotCreated = z.object({ createCommitOnBranch: z.null().optional() }).nullish()

/** Faults that GitHub finds before it does anything, and that asking at once again cannot cure. */
const definite: readonly RemoteFault[] = ["busy", "refused", "missing"]

/**
 * Ask for the commit, once. Only an answer that names the commit says that it is there, and only
 * GitHub's own refusal that it is not; about all else nothing is known.
 *
 * https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
 */
export async function createCommit(
  { client, owner, repository }: Place,
  commit: NewCommit,
  signal: AbortSignal,
): Promise<PushResult> {
  const what = "writing the commit"
  const variables = {
    input: {
      branch: { repositoryNameWithOwner: `${owner}/${repository}`, branchName: commit.branch },
      expectedHeadOid: commit.expectedHead,
      message: { headline: commit.headline, ...(commit.body === "" ? {} : { body: commit.body }) },
      fileChanges: { additions: commit.additions },
    },
  }
  let answer: Answer
  try {
    answer = await client.graphQL(what, { query, variables }, signal)
  } catch (error) {
    if (!(error instanceof RemoteError) || definite.includes(error.fault)) throw error
    return { kind: "unacknowledged", detail: error.message }
  }
  const unknown = (reason: string): PushResult => {
    return {
      kind: "unacknowledged",
      detail: client.error("unavailable", what, reason, answer).message,
    }
  }
  const body = graphQLBody(answer)
  if (body === undefined) return unknown("the answer broke off or is not GitHub's")
  if (body.errors.length > 0) {
    const refused = NotCreated.safeParse(body.data).success && body.errors.some(isRefusal)
    if (refused) throw graphQLFailure(client, what, body.errors, answer)
    return unknown(`GitHub answered ${client.clean(errorText(body.errors))}`)
  }
  const created = Created.safeParse(body.data)
  const oid = created.data?.createCommitOnBranch.commit.oid
  if (oid === undefined || oid === commit.expectedHead) {
    return unknown("GitHub's answer names no new commit")
  }
  return { kind: "acknowledged", commit: oid }
}

/** Whether it is about the mutation itself, and not about a field of a commit that was made. */
function isRefusal(error: GraphQLError): boolean {
  return definite.includes(graphQLFault(error)) && (error.path?.length ?? 0) <= 1
}
