import { SlipwayError } from "../errors.ts"
import { isDigest, isRepository, isTag } from "./image-reference.ts"
import { parseEcrHost } from "./parse-ecr-host.ts"

/** A published image, as people write it and as its registry is asked for it. */
export interface ImageReference {
  /** The repository as it was written: what goes into a kustomization. */
  name: string
  /** With its port; `docker.io` where none is written. */
  registry: string
  /** Its path in the registry; Docker Hub's own images are in `library/`. */
  repository: string
  tag?: string
  /** `sha256:` and 64 hexadecimal digits. */
  digest?: string
}

const hub = "docker.io"
const forms = "REPOSITORY:TAG@DIGEST, REPOSITORY:TAG, REPOSITORY@DIGEST or REPOSITORY"

/**
 * An image reference by Docker's rules: what stands before the first slash is a registry if it has a
 * dot, a colon or an upper-case letter or is `localhost`, else the image is Docker Hub's. A missing
 * tag stays missing. What is none of the forms is an E_IMAGE_REFERENCE.
 *
 * Source: https://pkg.go.dev/github.com/distribution/reference#ParseNormalizedNamed
 */
export function parseReference(text: string): ImageReference {
  const refuse = (expected: string, received: string): SlipwayError =>
    new SlipwayError(
      "E_IMAGE_REFERENCE",
      `image ${JSON.stringify(text)}: expected ${expected}, received ${JSON.stringify(received)}\nThe forms are ${forms}`,
    )
  const { name, tag, digest } = split(text)
  if (!isRepository(name) || /^[0-9a-f]{64}$/.test(name))
    throw refuse("a repository such as registry.example:5000/team/app", name)
  if (tag !== undefined && !isTag(tag))
    throw refuse("a tag: at most 128 letters, digits, dots, dashes and underscores", tag)
  if (digest !== undefined && !isDigest(digest))
    throw refuse("a digest: sha256: and 64 of 0-9 and a-f", digest)

  const { registry, path } = splitRegistry(name)
  if (path === "") throw refuse("a repository after the registry", name)
  const port = /:(\d+)$/.exec(registry)?.[1]
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65_535))
    throw refuse("a port from 1 to 65535", port)
  // The grammar lets pass what no address can have, such as a last label of digits alone.
  if (!URL.canParse(`https://${registry}`)) throw refuse("the registry's host name", registry)
  parseEcrHost(registry)
  return {
    name,
    registry,
    repository: registry === hub && !path.includes("/") ? `library/${path}` : path,
    ...(tag === undefined ? {} : { tag }),
    ...(digest === undefined ? {} : { digest }),
  }
}

/** As it is written: the name, the tag and the digest. */
export function referenceText(reference: Pick<ImageReference, "name" | "tag" | "digest">): string {
  const tag = reference.tag === undefined ? "" : `:${reference.tag}`
  const digest = reference.digest === undefined ? "" : `@${reference.digest}`
  return `${reference.name}${tag}${digest}`
}

/** A colon before the last slash is a port's. */
function split(text: string): { name: string; tag?: string; digest?: string } {
  const at = text.indexOf("@")
  const rest = at === -1 ? text : text.slice(0, at)
  const digest = at === -1 ? {} : { digest: text.slice(at + 1) }
  const colon = rest.indexOf(":", rest.lastIndexOf("/") + 1)
  if (colon === -1) return { name: rest, ...digest }
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), ...digest }
}

function splitRegistry(name: string): { registry: string; path: string } {
  const slash = name.indexOf("/")
  const first = slash === -1 ? "" : name.slice(0, slash)
  if (!/[.:A-Z]/.test(first) && first !== "localhost") return { registry: hub, path: name }
  const path = name.slice(slash + 1)
  // Docker's old name of its hub still stands in many files.
  return { registry: first === `index.${hub}` ? hub : first, path }
}
