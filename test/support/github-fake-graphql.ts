import { buildSchema, execute, type GraphQLError, parse, validate } from "graphql"

import type { FakeRepository } from "./github-fake-repository.ts"
import { githubSchema } from "./github-fake-schema.ts"

const schema = buildSchema(githubSchema)

/** What may be asked, by whom. */
export interface FakeAccess {
  repository: FakeRepository
  nameWithOwner: string
  login: string
  mayWrite: boolean
  /** GitHub's answer for a path without a file: null alone, or an error beside it. */
  missingFileIsError: boolean
}

export interface GraphQLRequest {
  query: string
  variables: Record<string, unknown>
}

interface Input {
  branch: { branchName?: string; repositoryNameWithOwner?: string }
  expectedHeadOid: string
  message: { headline: string; body?: string }
  fileChanges: { additions: { path: string; contents: string }[] }
}

/** An error in GitHub's form, whose `type` stands beside the message. */
class TypedError extends Error {
  readonly type: string
  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

/** The JSON of the answer, in GitHub's form. */
export async function answerGraphQL(access: FakeAccess, request: GraphQLRequest): Promise<object> {
  const document = parse(request.query)
  const wrong = validate(schema, document)
  if (wrong.length > 0) return { errors: wrong.map(codedError) }
  const result = await execute({
    schema,
    document,
    variableValues: request.variables,
    rootValue: root(access),
  })
  const errors = result.errors?.map(typedError)
  if (errors !== undefined && result.data === undefined) return { errors }
  return errors === undefined ? { data: result.data } : { data: result.data, errors }
}

function codedError(error: GraphQLError): object {
  return { ...error.toJSON(), extensions: { code: "undefinedField" } }
}

function typedError(error: GraphQLError): object {
  const { path, locations, message } = error.toJSON()
  const cause = error.originalError
  if (cause instanceof TypedError) return { type: cause.type, path, locations, message }
  return { path, locations, message, extensions: { code: "argumentLiteralsIncompatible" } }
}

function root(access: FakeAccess): object {
  return {
    repository: ({ owner, name }: { owner: string; name: string }) => {
      if (`${owner}/${name}` === access.nameWithOwner) return repositoryObject(access)
      const text = `Could not resolve to a Repository with the name '${owner}/${name}'.`
      throw new TypedError("NOT_FOUND", text)
    },
    createCommitOnBranch: ({ input }: { input: Input }) => createCommitOnBranch(access, input),
  }
}

function repositoryObject(access: FakeAccess): object {
  return {
    nameWithOwner: access.nameWithOwner,
    ref: async ({ qualifiedName }: { qualifiedName: string }) => {
      const oid = await access.repository.find(qualifiedName)
      return oid === undefined ? null : { target: () => gitObject(access, oid) }
    },
    object: ({ oid }: { oid?: string }) => (oid === undefined ? null : gitObject(access, oid)),
  }
}

async function gitObject(access: FakeAccess, oid: string): Promise<object | null> {
  const { repository } = access
  if ((await repository.find(`${oid}^{object}`)) === undefined) return null
  const type = await repository.git(["cat-file", "-t", oid])
  if (type === "blob") {
    const byteSize = Number(await repository.git(["cat-file", "-s", oid]))
    return { __typename: "Blob", oid, byteSize }
  }
  if (type === "tree") return { __typename: "Tree", oid }
  const [commit] = await repository.log(["-1", oid])
  return commitObject(access, commit!)
}

function commitObject(
  access: FakeAccess,
  { oid, parents, message }: { oid: string; parents: string[]; message: string },
): object {
  return {
    __typename: "Commit",
    oid,
    message,
    file: ({ path }: { path: string }) => treeEntry(access, oid, path),
    parents: ({ first = 0 }: { first?: number }) => ({
      nodes: parents.slice(0, first).map((parent) => ({ __typename: "Commit", oid: parent })),
    }),
    history: async ({ first = 0 }: { first?: number }) => {
      const found = await access.repository.log([`--max-count=${first}`, oid])
      return { nodes: found.map((one) => commitObject(access, one)) }
    },
  }
}

async function treeEntry(access: FakeAccess, commit: string, path: string): Promise<object | null> {
  const { repository } = access
  const listed = await repository.git(["ls-tree", "-z", commit, "--", path])
  const [, mode = "", type, oid = ""] = /^(\d+) (\w+) (\w+)\t/.exec(listed) ?? []
  if (oid === "" && access.missingFileIsError)
    throw new TypedError("NOT_FOUND", "Could not resolve file.")
  if (oid === "") return null
  const object = type === "commit" ? null : () => gitObject(access, oid)
  return { mode: Number.parseInt(mode, 8), type, oid, path, object }
}

/** https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch */
async function createCommitOnBranch(access: FakeAccess, input: Input): Promise<object> {
  const { repository } = access
  const branch = input.branch.branchName ?? ""
  if (!access.mayWrite) throw new TypedError("FORBIDDEN", "Resource not accessible by integration")
  const head = await repository.find(`refs/heads/${branch}`)
  if (input.branch.repositoryNameWithOwner !== access.nameWithOwner || head === undefined) {
    throw new TypedError("NOT_FOUND", `No ref named "${branch}" exists.`)
  }
  const { additions } = input.fileChanges
  if (new Set(additions.map(({ path }) => path)).size < additions.length) {
    throw new TypedError("UNPROCESSABLE", "A path was requested for addition more than once.")
  }
  const files = additions.map(({ path, contents }) => {
    const bytes = Buffer.from(contents, "base64")
    if (bytes.toString("base64") !== contents) {
      throw new TypedError("UNPROCESSABLE", `The contents for ${path} are not valid base64.`)
    }
    return { path, bytes }
  })
  const stale = `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.`
  if (head !== input.expectedHeadOid) throw new TypedError("STALE_DATA", stale)
  const { headline, body } = input.message
  const message = body === undefined ? headline : `${headline}\n\n${body}`
  const commit = await repository.commit({ parents: [head], files, message, author: access.login })
  if (!(await repository.swap(branch, commit, head))) throw new TypedError("STALE_DATA", stale)
  return { commit: () => gitObject(access, commit) }
}
