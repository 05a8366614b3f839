import * as z from "zod"

import { branchQuery, commitQuery, type Document, entryField } from "./commit-query.ts"
import { graphQLBody, graphQLFailure } from "./graphql-body.ts"
import type { GraphQLError } from "./graphql-error.ts"
import { ObjectId } from "./object-id.ts"
import type { Place } from "./place.ts"
import { type TreeEntry, TreeEntryAnswer, treeEntryOf } from "./tree-entry.ts"

/** A commit, and what it has at the paths that were asked for. */
export interface CommitEntries {
  commit: string
  entries: ReadonlyMap<string, TreeEntry | undefined>
}

const Commit = z.looseObject({ __typename: z.literal("Commit"), oid: ObjectId })
const Entry = TreeEntryAnswer.nullish()
const BranchAnswer = z.object({
  repository: z.object({ target: z.object({ commit: Commit }).nullable() }),
})
const CommitAnswer = z.object({ repository: z.object({ commit: Commit.nullable() }) })

/** The commit that a branch points to now, with its entries, in one request. */
export async function readBranch(
  place: Place,
  branch: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<CommitEntries> {
  const what = "reading the branch"
  const document = branchQuery(place.owner, place.repository, branch, paths)
  const { repository } = await ask(place, what, document, BranchAnswer, signal)
  if (repository.target === null) {
    throw place.client.error("missing", what, "the repository has no such branch")
  }
  return entriesOf(place, what, repository.target.commit, paths)
}

/** What a commit has at these paths. */
export async function readEntries(
  place: Place,
  commit: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<CommitEntries> {
  const what = `reading commit ${commit}`
  const document = commitQuery(place.owner, place.repository, commit, paths)
  const { repository } = await ask(place, what, document, CommitAnswer, signal)
  if (repository.commit === null) {
    // A replica may be behind the one that named the commit.
    throw place.client.error("unavailable", what, "GitHub does not find that commit")
  }
  if (repository.commit.oid !== commit) {
    const reason = `GitHub answered for another commit, ${repository.commit.oid}`
    throw place.client.error("invalid", what, reason)
  }
  return entriesOf(place, what, repository.commit, paths)
}

/** The data of a query that has to succeed, except that files may be missing. */
async function ask<T>(
  { client }: Place,
  what: string,
  document: Document,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  const answer = await client.graphQL(what, document, signal)
  const body = graphQLBody(answer)
  if (body === undefined) {
    throw client.error("unavailable", what, "the answer broke off or is not GitHub's", answer)
  }
  const errors = body.errors.filter((error) => !isMissingFile(error))
  if (errors.length > 0) throw graphQLFailure(client, what, errors, answer)
  const data = schema.safeParse(body.data)
  if (data.success) return data.data
  throw client.error(
    "invalid",
    what,
    `GitHub's answer is not of the form that was asked for`,
    answer,
  )
}

/** No file at a path is an answer, whether GitHub gives null alone or an error with it. */
function isMissingFile(error: GraphQLError): boolean {
  return error.type === "NOT_FOUND" && /^file\d+$/.test(String(error.path?.at(-1)))
}

function entriesOf(
  { client }: Place,
  what: string,
  commit: z.infer<typeof Commit>,
  paths: readonly string[],
): CommitEntries {
  const entries = paths.map((path, index): [string, TreeEntry | undefined] => {
    const entry = Entry.safeParse(commit[entryField(index)])
    if (entry.success) return [path, entry.data ? treeEntryOf(path, entry.data) : undefined]
    throw client.error(
      "invalid",
      what,
      `GitHub's answer for ${JSON.stringify(path)} is no tree entry`,
    )
  })
  return { commit: commit.oid, entries: new Map(entries) }
}
