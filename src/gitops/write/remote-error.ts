/**
 * Why a remote could not be asked, as its status says, never its words.
 * - `refused`: the credentials are not accepted or do not suffice (HTTP 401, 403)
 * - `missing`: no such repository or branch for these credentials (404, no such ref)
 * - `busy`: asked to wait (429, 403 with a Retry-After); `retryAfterMs` when it said how long
 * - `unavailable`: everything that another try may cure (5xx, resets, timeouts)
 * - `invalid`: what the remote holds or answers is unusable
 */
export type RemoteFault = "refused" | "missing" | "busy" | "unavailable" | "invalid"

/** A remote that could not be asked. The message is for people and holds no secret. */
export class RemoteError extends Error {
  readonly fault: RemoteFault
  readonly retryAfterMs: number | undefined

  constructor(
    fault: RemoteFault,
    message: string,
    options: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = "RemoteError"
    this.fault = fault
    this.retryAfterMs = options.retryAfterMs
  }
}
