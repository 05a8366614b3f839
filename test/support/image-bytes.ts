import { createHash } from "node:crypto"

const oci = "application/vnd.oci.image"
const docker = "application/vnd.docker"

/** An image as a registry holds it: blobs, and manifests of which the last is the image's. */
export interface Published {
  digest: string
  blobs: { digest: string; bytes: Buffer }[]
  manifests: { digest: string; bytes: Buffer; mediaType: string }[]
}

export interface TestImage {
  platform?: string
  labels?: Record<string, string> | null
  created?: string
  /** Docker's media types in the place of OCI's. */
  docker?: boolean
  annotations?: Record<string, string>
}

export function sha256(bytes: Buffer): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`
}

export function json(value: unknown): { digest: string; bytes: Buffer } {
  const bytes = Buffer.from(JSON.stringify(value))
  return { digest: sha256(bytes), bytes }
}

/** An image without layers, so that it is only what its config says. */
export function publishedImage(image: TestImage = {}): Published {
  const [os, architecture, variant] = (image.platform ?? "linux/amd64").split("/")
  const { labels: Labels, created } = image
  const config = json({
    os,
    architecture,
    ...(variant === undefined ? {} : { variant }),
    ...(created === undefined ? {} : { created }),
    config: { Labels },
    rootfs: { type: "layers", diff_ids: [] },
  })
  const mediaType = image.docker
    ? `${docker}.distribution.manifest.v2+json`
    : `${oci}.manifest.v1+json`
  const manifest = json({
    schemaVersion: 2,
    mediaType,
    config: {
      mediaType: image.docker ? `${docker}.container.image.v1+json` : `${oci}.config.v1+json`,
      digest: config.digest,
      size: config.bytes.length,
    },
    layers: [],
    ...(image.annotations === undefined ? {} : { annotations: image.annotations }),
  })
  return { digest: manifest.digest, blobs: [config], manifests: [{ ...manifest, mediaType }] }
}

/** An index of such images, with an attestation beside each if `attested`. */
export function publishedIndex(
  images: readonly TestImage[],
  options: { annotations?: Record<string, string>; attested?: boolean; docker?: boolean } = {},
): Published {
  const parts = images.map((image) => ({ image, published: publishedImage(image) }))
  const attestation = publishedImage({ platform: "unknown/unknown" })
  const entry = (published: Published, platform: string): object => {
    const [os, architecture, variant] = platform.split("/")
    const { digest, bytes, mediaType } = published.manifests[0]!
    const of = { os, architecture, ...(variant === undefined ? {} : { variant }) }
    return { mediaType, digest, size: bytes.length, platform: of }
  }
  const mediaType = options.docker
    ? `${docker}.distribution.manifest.list.v2+json`
    : `${oci}.index.v1+json`
  const index = json({
    schemaVersion: 2,
    mediaType,
    manifests: [
      ...parts.map(({ image, published }) => entry(published, image.platform ?? "linux/amd64")),
      ...(options.attested ? [entry(attestation, "unknown/unknown")] : []),
    ],
    ...(options.annotations === undefined ? {} : { annotations: options.annotations }),
  })
  const all = [
    ...parts.map(({ published }) => published),
    ...(options.attested ? [attestation] : []),
  ]
  return {
    digest: index.digest,
    blobs: all.flatMap(({ blobs }) => blobs),
    manifests: [...all.flatMap(({ manifests }) => manifests), { ...index, mediaType }],
  }
}
