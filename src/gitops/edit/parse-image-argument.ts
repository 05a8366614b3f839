import { SlipwayError } from "../../errors.ts"
import { isDigest, isRepository, isTag } from "../../images/image-reference.ts"
import { isEntryName } from "./entry-name.ts"
import type { ImageEdit } from "./image-edit.ts"

const forms =
  "NAME=NEWNAME:TAG@DIGEST, NAME=NEWNAME:TAG, NAME=NEWNAME@DIGEST, NAME=NEWNAME, NAME:TAG@DIGEST, NAME:TAG or NAME@DIGEST; * for what stays as it is"

/**
 * An argument of `kustomize edit set image`. As there, what an argument does not name is removed from
 * the entry, and `*` keeps it: `app=*:v2` is the new tag alone.
 */
export function parseImageArgument(argument: string): ImageEdit {
  const refuse = (expected: string, received: string): SlipwayError =>
    new SlipwayError(
      "E_IMAGE_REFERENCE",
      `image ${JSON.stringify(argument)}: expected ${expected}, received ${JSON.stringify(received)}\nThe forms are ${forms}`,
    )
  if (argument.startsWith("-")) throw refuse("a name that does not begin with a dash", argument)

  const equals = argument.indexOf("=")
  const image = splitImage(equals === -1 ? argument : argument.slice(equals + 1))
  const name = equals === -1 ? image.name : argument.slice(0, equals)
  if (equals === -1 && image.tag === undefined && image.digest === undefined)
    throw refuse("a new name, tag or digest", argument)

  if (!isEntryName(name)) throw refuse("the name of an entry of images", name)
  if (equals !== -1 && image.name !== "*" && !isRepository(image.name))
    throw refuse("a repository such as registry.example:5000/team/app", image.name)
  if (image.tag !== undefined && image.tag !== "*" && !isTag(image.tag))
    throw refuse("a tag: at most 128 letters, digits, dots, dashes and underscores", image.tag)
  if (image.digest !== undefined && image.digest !== "*" && !isDigest(image.digest))
    throw refuse("a digest: sha256: and 64 of 0-9 and a-f", image.digest)
  return {
    name,
    ...field("newName", equals === -1 ? undefined : image.name),
    ...field("newTag", image.tag),
    ...field("digest", image.digest),
  }
}

function field(key: "newName" | "newTag" | "digest", value: string | undefined): object {
  return value === "*" ? {} : { [key]: value ?? null }
}

/** A colon before the first slash is a port's. */
function splitImage(image: string): { name: string; tag?: string; digest?: string } {
  const at = image.indexOf("@")
  const reference = at === -1 ? image : image.slice(0, at)
  const digest = at === -1 ? {} : { digest: image.slice(at + 1) }
  const colon = reference.indexOf(":", Math.max(0, reference.indexOf("/")))
  if (colon === -1) return { name: reference, ...digest }
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1), ...digest }
}
