import { treeEntryFields } from "./tree-entry.ts"

/** A GraphQL document. The text depends on how many paths are asked for, never on a value. */
export interface Document {
  query: string
  variables: Record<string, unknown>
}

/** The field of an answer that has the entry of the path with this index. */
export function entryField(index: number): string {
  return `file${index}`
}

/** What a branch points to, and the entries of these paths in that very commit. */
export function branchQuery(owner: string, name: string, branch: string, paths: readonly string[]) {
  return document(
    "$branch: String!",
    "target: ref(qualifiedName: $branch) { commit: target { COMMIT } }",
    { owner, name, branch: `refs/heads/${branch}` },
    paths,
  )
}

/** The entries of these paths in a commit. */
export function commitQuery(owner: string, name: string, oid: string, paths: readonly string[]) {
  return document(
    "$oid: GitObjectID!",
    "commit: object(oid: $oid) { COMMIT }",
    { owner, name, oid },
    paths,
  )
}

function document(
  declaration: string,
  selection: string,
  variables: Record<string, unknown>,
  paths: readonly string[],
): Document {
  const indexes = [...paths.keys()]
  const declarations = indexes.map((index) => `, $path${index}: String!`).join("")
  const files = indexes.map(
    (index) => `${entryField(index)}: file(path: $path${index}) ${treeEntryFields}`,
  )
  const commit = `__typename oid ... on Commit { oid ${files.join(" ")} }`
  return {
    query:
      `query ($owner: String!, $name: String!, ${declaration}${declarations}) ` +
      `{ repository(owner: $owner, name: $name) { ${selection.replace("COMMIT", commit)} } }`,
    variables: {
      ...variables,
      ...Object.fromEntries(paths.map((path, index) => [`path${index}`, path])),
    },
  }
}
