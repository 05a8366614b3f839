import { inspectImage } from "../../src/images/inspect-image.ts"
import { parseReference } from "../../src/images/parse-reference.ts"
import type { RegistryOptions } from "../../src/images/registry-options.ts"
import { fakeRegistry, type Fault } from "./fake-registry.ts"
import { type Published, publishedImage } from "./image-bytes.ts"

export const revision = "0123456789abcdef0123456789abcdef01234567"
export const image = publishedImage({ labels: { "org.opencontainers.image.revision": revision } })
/** The digest of its config. */
export const config = image.blobs[0]!.digest

interface Seen {
  host: string
  requests: string[]
  pauses: number[]
  run: ReturnType<typeof inspectImage>
}

/** Inspect app:v1 in a registry that misbehaves, without the waits. */
export async function inspectFake(
  fault: Fault,
  options: Partial<RegistryOptions> = {},
  published: Published | undefined = image,
): Promise<Seen> {
  const { host, asked } = await fakeRegistry(published, fault)
  const requests: string[] = []
  const pauses: number[] = []
  const run = inspectImage(parseReference(`${host}/app:v1`), {
    signal: new AbortController().signal,
    pause: (ms) => {
      pauses.push(ms)
      return Promise.resolve()
    },
    ...options,
  }).finally(() => requests.push(...asked.map(({ request }) => request)))
  // Awaited later by the test; until then a rejection is nobody's.
  run.catch(() => undefined)
  return { host, requests, pauses, run }
}
