import type { Clock } from "../../src/gitops/write/clock.ts"

/** Time that passes only while somebody sleeps, and a chance that is always the middle. */
export class FakeClock implements Clock {
  /** Every pause, in milliseconds. */
  readonly slept: number[] = []
  #now = 0
  readonly #deadlines: { at: number; stop: AbortController }[] = []

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!signal.aborted) {
      this.slept.push(ms)
      this.pass(ms)
    }
    return Promise.resolve()
  }

  deadline(ms: number): AbortSignal {
    const stop = new AbortController()
    this.#deadlines.push({ at: this.#now + ms, stop })
    return stop.signal
  }

  random(): number {
    return 0.5
  }

  pass(ms: number): void {
    this.#now += ms
    for (const { at, stop } of this.#deadlines) if (this.#now >= at) stop.abort()
  }
}
