import { SlipwayError } from "../../errors.ts"
import { isDigest, isRepository, isTag } from "../../images/image-reference.ts"
import { show } from "./edit-error.ts"
import { isEntryName } from "./entry-name.ts"
import { type ImageEdit, type ImageField, imageFields } from "./image-edit.ts"

const rules: Record<ImageField, [valid: (value: string) => boolean, expected: string]> = {
  newName: [isRepository, "a repository such as registry.example:5000/team/app"],
  newTag: [isTag, "a tag: at most 128 letters, digits, dots, dashes and underscores"],
  digest: [isDigest, "a digest: sha256: and 64 of 0-9 and a-f"],
}

/** Nothing that is not an image reference is ever written into a file. */
export function checkEdits(edits: readonly ImageEdit[]): void {
  const names = new Set<string>()
  for (const edit of edits) {
    if (!isEntryName(edit.name))
      throw refuse(edit.name, "the name of an entry of images", edit.name)
    if (names.has(edit.name)) throw refuse(edit.name, "each name once", "it twice")
    names.add(edit.name)
    for (const field of imageFields) {
      const value = edit[field]
      const [valid, expected] = rules[field]
      if (typeof value === "string" && !valid(value))
        throw refuse(edit.name, `${field} to be ${expected}`, value)
    }
  }
}

function refuse(name: string, expected: string, received: string): SlipwayError {
  return new SlipwayError(
    "E_IMAGE_REFERENCE",
    `image ${show(name)}: expected ${expected}, received ${show(received)}\nNothing was written`,
  )
}
