import { SlipwayError } from "../errors.ts"
import { parseReference } from "../images/parse-reference.ts"
import { nearest } from "../text/nearest.ts"

/** `user-service=REPO:TAG@sha256:...`: an image that is already published, and whose it is. */
export interface ImageArgument {
  unit: string
  /** The name of the unit's entry in the kustomization. */
  entry: string
  /** With its registry, as the kustomization is to say it. */
  repository: string
  tag: string
  /** Undefined: the one that the registry has under the tag. */
  digest: string | undefined
}

/** The arguments of one call. `units` are those that there are; `entryOf` names their entries. */
export function parseImageArguments(
  args: readonly string[],
  { units, entryOf }: { units: readonly string[]; entryOf: (unit: string) => string },
): ImageArgument[] {
  const images = args.map((argument) => parse(argument, units, entryOf))
  const seen = new Map<string, string>()
  for (const { unit, entry } of images) {
    const other = seen.get(entry)
    if (other !== undefined)
      throw new SlipwayError(
        "E_USAGE",
        other === unit
          ? `--image: ${unit} is there twice`
          : `--image: ${other} and ${unit} have the same entry "${entry}" in the kustomization\nGive one of them its own in slipway.yaml: units.${unit}.gitops.image`,
      )
    seen.set(entry, unit)
  }
  return images
}

function parse(
  argument: string,
  units: readonly string[],
  entryOf: (unit: string) => string,
): ImageArgument {
  const refuse = (expected: string, received: string): SlipwayError =>
    new SlipwayError(
      "E_IMAGE_REFERENCE",
      `--image ${JSON.stringify(argument)}: expected ${expected}, received ${JSON.stringify(received)}\nThe form is UNIT=REPOSITORY:TAG@DIGEST, for example user-service=registry.example.com/acme/user-service:v1.2.3@sha256:...`,
    )
  const equals = argument.indexOf("=")
  if (equals === -1) throw refuse("a unit, = and an image", argument)
  const unit = argument.slice(0, equals)
  if (!units.includes(unit)) {
    const hint = nearest(unit, units)
    throw new SlipwayError(
      "E_UNKNOWN_UNIT",
      `--image: there is no unit ${JSON.stringify(unit)}${hint ? `; did you mean "${hint}"?` : ""} The units are: ${units.join(", ")}`,
    )
  }
  const reference = argument.slice(equals + 1)
  const { name: repository, tag, digest } = parseReference(reference)
  if (tag === undefined) throw refuse("a tag", reference)
  return { unit, entry: entryOf(unit), repository, tag, digest }
}
