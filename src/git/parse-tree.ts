/** An entry of a tree object. */
export interface TreeEntry {
  /** As git writes it there: `40000` for a directory. */
  mode: string
  /** A byte per character, because git does not say how names are encoded. */
  name: string
  oid: string
}

/**
 * A tree object's bytes: mode, blank, name, NUL, binary object id, again and again. Undefined where
 * they are something else. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export function parseTree(bytes: Buffer, oidLength: number): TreeEntry[] | undefined {
  const entries: TreeEntry[] = []
  for (let at = 0; at < bytes.length;) {
    const blank = bytes.indexOf(0x20, at)
    const end = bytes.indexOf(0, blank)
    const next = end + 1 + oidLength
    if (blank < 0 || end < 0 || next > bytes.length) return undefined
    entries.push({
      mode: bytes.toString("latin1", at, blank),
      name: bytes.toString("latin1", blank + 1, end),
      oid: bytes.toString("hex", end + 1, next),
    })
    at = next
  }
  return entries
}

/** A text as the name of an entry. */
export function entryName(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1")
}

export const directoryMode = "40000"
