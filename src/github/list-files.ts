import * as z from "zod"

import type { ObjectId } from "./object-id.ts"
import type { Place } from "./place.ts"

const Tree = z.object({
  tree: z.array(z.object({ path: z.string(), type: z.enum(["blob", "tree", "commit"]) })),
  truncated: z.boolean(),
})

/**
 * The paths of all files below a directory, whose tree is `oid`; also a commit's id, for its root.
 *
 * https://docs.github.com/en/rest/git/trees#get-a-tree
 */
export async function listFiles(
  { client, owner, repository }: Place,
  { directory, oid }: { directory: string; oid: z.infer<typeof ObjectId> },
  signal: AbortSignal,
): Promise<string[]> {
  const what = `listing ${JSON.stringify(directory)}`
  const answer = await client.rest(
    what,
    {
      method: "GET",
      url: "/repos/{owner}/{repo}/git/trees/{tree_sha}",
      owner,
      repo: repository,
      tree_sha: oid,
      recursive: "1",
    },
    signal,
  )
  const parsed = Tree.safeParse(answer.data)
  if (!parsed.success)
    throw client.error("unavailable", what, "the answer broke off or is not GitHub's", answer)
  if (parsed.data.truncated)
    throw client.error("invalid", what, "it has more files than GitHub lists", answer)
  return parsed.data.tree
    .filter(({ type }) => type !== "tree")
    .map(({ path }) => (directory === "" ? path : `${directory}/${path}`))
}
