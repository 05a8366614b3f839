/** Where an image comes from, as it says itself. */
export interface ImageOrigin {
  /** The source commit: `org.opencontainers.image.revision`. */
  revision: string | undefined
  /** The repository of the source: `org.opencontainers.image.source`. */
  source: string | undefined
  /** When it was built, as the image says it, RFC 3339. Shown, never compared. */
  created: string | undefined
  /** In the order of the index, for example `linux/amd64`. */
  platforms: readonly string[]
}

/** The names of labels and annotations: https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md */
export const originKeys = {
  revision: "org.opencontainers.image.revision",
  source: "org.opencontainers.image.source",
  created: "org.opencontainers.image.created",
} as const
