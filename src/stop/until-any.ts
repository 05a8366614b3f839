/**
 * Do what stops when any of these signals says so, for the reason that it gives.
 *
 * Not AbortSignal.any: it holds its sources so loosely that a time limit which nobody else holds is
 * collected as garbage and never comes. https://github.com/nodejs/node/issues/57736
 */
export async function untilAny<T>(
  signals: readonly AbortSignal[],
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stop = new AbortController()
  const listeners = signals.map((signal) => ({ signal, on: () => stop.abort(signal.reason) }))
  for (const { signal, on } of listeners) {
    if (signal.aborted) on()
    signal.addEventListener("abort", on)
  }
  try {
    return await act(stop.signal)
  } finally {
    for (const { signal, on } of listeners) signal.removeEventListener("abort", on)
  }
}
