/** The fields of an entry of `images:` that say what its image becomes. In the order people write. */
export const imageFields = ["newName", "newTag", "digest"] as const
export type ImageField = (typeof imageFields)[number]

/**
 * What the entry called `name` is to say. A string is written, null removes the field, undefined
 * leaves it as it is.
 */
export interface ImageEdit {
  name: string
  newName?: string | null
  newTag?: string | null
  digest?: string | null
}

/** One field that an edit changed. */
export interface ImageChange {
  name: string
  field: ImageField
  /** As a YAML reader sees it; undefined where there was none. */
  from: string | undefined
  /** Undefined where the field was removed. */
  to: string | undefined
  /** The line of the entry in the text before, from 1. */
  line: number
}
