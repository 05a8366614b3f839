/** Time and chance, as a port: the loop's tests run on a clock of their own. */
export interface Clock {
  /** Milliseconds of a clock that never goes back. */
  now(): number
  /** Resolves after `ms`, or as soon as the signal says stop. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** A signal that says stop after `ms`. */
  deadline(ms: number): AbortSignal
  /** From 0 to below 1. */
  random(): number
}

/** Longer than this Node's timers fire at once. https://nodejs.org/api/timers.html */
const longest = 2 ** 31 - 1

export const realClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve()
      const done = (): void => {
        clearTimeout(timer)
        signal.removeEventListener("abort", done)
        resolve()
      }
      const timer = setTimeout(done, Math.min(ms, longest))
      signal.addEventListener("abort", done)
    }),
  deadline: (ms) => AbortSignal.timeout(Math.min(ms, longest)),
  random: () => Math.random(),
}
