/** A body that is longer than anybody asked for. */
export class BodyTooLarge extends Error {}

/**
 * The bytes of an answer. What exceeds `maxBytes` is a BodyTooLarge as soon as that is known, and the
 * rest is not read: what a registry sends is not to be trusted with this machine's memory.
 */
export async function readBody(response: Response, maxBytes: number): Promise<Buffer> {
  if (response.body === null) return Buffer.alloc(0)
  const reader = response.body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    if (Number(response.headers.get("content-length") ?? 0) > maxBytes) throw new BodyTooLarge()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return Buffer.concat(chunks)
      length += value.byteLength
      if (length > maxBytes) throw new BodyTooLarge()
      chunks.push(value)
    }
  } catch (error) {
    await discard(reader)
    throw error
  }
}

/** The reason for giving up is the one to report, so a socket that fails on closing is not. */
async function discard(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  await reader.cancel().catch(() => undefined)
}
