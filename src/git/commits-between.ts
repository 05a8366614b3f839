import type { RemoteCommit } from "../gitops/write/remote.ts"
import type { GitCommands } from "./git-commands.ts"
import { parseBatch } from "./parse-batch.ts"
import type { PartialRepository } from "./partial-repository.ts"

/** How far back is looked, step by step: first what is here, at the end git's word for all. */
const depths = [0, 64, 512, 4096, 2 ** 31 - 1]

/**
 * The commits after `from` up to `to`, newest first; undefined when `from` is no ancestor of `to`.
 * Exact: where a merge is among them, only the whole graph tells which commits `from` has already.
 */
export async function commitsBetween(
  git: GitCommands,
  repository: PartialRepository,
  from: string,
  to: string,
  signal: AbortSignal,
): Promise<readonly RemoteCommit[] | undefined> {
  if (from === to) return []
  for (const depth of depths) {
    if (depth > 0) await repository.fetchHistory(to, depth, signal)
    const dir = await repository.dir(signal)
    const count = ["rev-list", "--count", "--end-of-options", to]
    // A line that was cut off has `depth` commits.
    const isWhole = depth > 0 && Number(await git.plumb(dir, count, signal)) < depth
    const isAncestor = ["merge-base", "--is-ancestor", "--end-of-options", from, to]
    if ((await git.local(dir, isAncestor, signal)).exitCode !== 0) {
      if (isWhole) return undefined
      continue
    }
    const list = ["rev-list", "--topo-order", "--end-of-options", to, `^${from}`]
    const input = await git.plumb(dir, list, signal)
    const objects = parseBatch(await git.plumb(dir, ["cat-file", "--batch"], signal, { input }))
    const commits = [...objects].map(([commit, { bytes }]) => readCommit(commit, bytes))
    const isLine = commits.every(({ parents }) => parents === 1)
    if (isLine || isWhole) return commits.map(({ commit, message }) => ({ commit, message }))
  }
  return undefined
}

/** Headers up to the first empty line, then the message. */
function readCommit(commit: string, bytes: Buffer): RemoteCommit & { parents: number } {
  const end = bytes.indexOf("\n\n")
  const headers = bytes.toString("latin1", 0, end < 0 ? bytes.length : end)
  return {
    commit,
    message: end < 0 ? "" : bytes.toString("utf8", end + 2),
    parents: headers.split("\n").filter((line) => line.startsWith("parent ")).length,
  }
}
