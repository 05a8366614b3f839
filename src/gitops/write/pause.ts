import type { Clock } from "./clock.ts"

/** What a try takes, in milliseconds, is believed between these: a busy machine is no slow remote. */
const [quickest, slowest] = [500, 2_000]
const longest = 8_000

/**
 * How long to wait after the n-th try that others got in before, from 1, in milliseconds: full jitter
 * over a window that doubles, in units of what a try takes here. A try that fails is one that somebody
 * else won, so the branch never stands still; the windows only keep the tries that are lost few.
 */
export function pauseAfter(tries: number, tryMs: number, clock: Clock): number {
  const unit = Math.min(slowest, Math.max(quickest, tryMs))
  const window = unit * 2 ** Math.min(Math.max(tries, 1) - 1, 20)
  return clock.random() * Math.min(longest, window)
}
