import * as z from "zod"

import { ObjectId } from "./object-id.ts"

/** An entry of a commit's tree: what is at a path, without its bytes. */
export interface TreeEntry {
  path: string
  /** Git's mode, in its six octal digits. */
  mode: string
  oid: string
  /** The blob's size; undefined for what is no blob. */
  bytes: number | undefined
}

/** GitHub's TreeEntry, in the fields that treeEntryFields asks for. Its `mode` is a plain number. */
export const TreeEntryAnswer = z.object({
  mode: z.number().int().min(0).max(0o777777),
  oid: ObjectId,
  object: z.object({ byteSize: z.number().int().min(0).optional() }).nullable(),
})

/** https://docs.github.com/en/graphql/reference/objects#treeentry */
export const treeEntryFields = "{ mode oid object { ... on Blob { byteSize } } }"

export function treeEntryOf(path: string, answer: z.infer<typeof TreeEntryAnswer>): TreeEntry {
  return {
    path,
    mode: answer.mode.toString(8).padStart(6, "0"),
    oid: answer.oid,
    bytes: answer.object?.byteSize,
  }
}
