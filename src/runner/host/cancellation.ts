/** A request to end. Everything that waits or runs on the host listens to it. */
export interface Cancellation {
  /** End soon: a process may tidy up for a moment. */
  stop: AbortSignal
  /** End now. */
  kill: AbortSignal
}

/** For what nobody cancels. */
export function neverCancelled(): Cancellation {
  return { stop: new AbortController().signal, kill: new AbortController().signal }
}
