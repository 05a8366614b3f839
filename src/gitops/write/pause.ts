import type { Clock } from "./clock.ts"

const least = 50
const longest = 60_000

/**
 * How long to wait after the n-th try that others got in before, from 1: full jitter over a window
 * that doubles, in units of what a try takes here. With n writers at once the window grows to about
 * n tries, so each of them needs about as many tries as the logarithm of n, not as n.
 */
export function pauseAfter(tries: number, tryMs: number, clock: Clock): number {
  const window = Math.min(longest, Math.max(least, tryMs) * 2 ** Math.min(tries, 20))
  return clock.random() * window
}
