/**
 * The part of GitHub's GraphQL schema that is asked for here, with GitHub's own names and
 * nullability, so that a document that is wrong there is wrong here.
 */
export const githubSchema = `
  scalar GitObjectID
  scalar Base64String

  type Query { repository(followRenames: Boolean = true, name: String!, owner: String!): Repository }

  type Repository {
    nameWithOwner: String!
    object(expression: String, oid: GitObjectID): GitObject
    ref(qualifiedName: String!): Ref
  }

  type Ref { name: String!, prefix: String!, target: GitObject }

  interface GitObject { abbreviatedOid: String!, oid: GitObjectID! }

  type Commit implements GitObject {
    abbreviatedOid: String!
    file(path: String!): TreeEntry
    history(after: String, before: String, first: Int, last: Int, path: String): CommitHistoryConnection!
    message: String!
    oid: GitObjectID!
    parents(after: String, before: String, first: Int, last: Int): CommitConnection!
  }

  type Blob implements GitObject {
    abbreviatedOid: String!
    byteSize: Int!
    isBinary: Boolean
    isTruncated: Boolean!
    oid: GitObjectID!
    text: String
  }

  type Tree implements GitObject { abbreviatedOid: String!, oid: GitObjectID! }

  type TreeEntry {
    mode: Int!
    name: String!
    object: GitObject
    oid: GitObjectID!
    path: String
    size: Int!
    type: String!
  }

  type CommitHistoryConnection { nodes: [Commit], pageInfo: PageInfo!, totalCount: Int! }
  type CommitConnection { nodes: [Commit], pageInfo: PageInfo!, totalCount: Int! }
  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
  }

  type Mutation { createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload }

  input CreateCommitOnBranchInput {
    branch: CommittableBranch!
    clientMutationId: String
    expectedHeadOid: GitObjectID!
    fileChanges: FileChanges
    message: CommitMessage!
  }
  input CommittableBranch { branchName: String, id: ID, repositoryNameWithOwner: String }
  input CommitMessage { body: String, headline: String! }
  input FileChanges { additions: [FileAddition!] = [], deletions: [FileDeletion!] = [] }
  input FileAddition { contents: Base64String!, path: String! }
  input FileDeletion { path: String! }

  type CreateCommitOnBranchPayload { clientMutationId: String, commit: Commit, ref: Ref }
`
