/** An object as `git cat-file --batch` prints it. */
export interface GitObject {
  type: string
  bytes: Buffer
}

/**
 * The answers of `git cat-file --batch`, by object id; an object that is not here has none.
 * https://git-scm.com/docs/git-cat-file#_batch_output
 */
export function parseBatch(output: Buffer): Map<string, GitObject> {
  const objects = new Map<string, GitObject>()
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(0x0a, at)
    const [oid, type, size] = output.toString("latin1", at, end).split(" ")
    at = end + 1
    if (size === undefined) continue
    const length = Number(size)
    objects.set(oid!, { type: type!, bytes: output.subarray(at, at + length) })
    at += length + 1
  }
  return objects
}

/** The answers of `git cat-file --batch-check`: sizes by object id. */
export function parseBatchCheck(output: Buffer): Map<string, number> {
  return new Map(
    output
      .toString("latin1")
      .split("\n")
      .map((line) => line.split(" "))
      .filter((fields) => fields.length === 3)
      .map(([oid, , size]) => [oid!, Number(size)]),
  )
}
