import type { Clock } from "./clock.ts"

/** About what a try takes by git over https, in milliseconds. */
const aTry = 500
const longest = 8_000

/**
 * How long to wait after the n-th try that others got in before, from 1, in milliseconds: full jitter
 * over a window that doubles. A try that fails is one that somebody else won, so the branch never
 * stands still; the windows only keep the tries that are lost few.
 */
export function pauseAfter(tries: number, clock: Clock): number {
  return clock.random() * Math.min(longest, aTry * 2 ** Math.min(Math.max(tries, 1) - 1, 20))
}
