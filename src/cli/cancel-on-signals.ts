import { constants } from "node:os"

import type { Cancellation } from "../runner/host/cancellation.ts"

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const

/** A terminal and a wrapper such as `npm run` may both pass on one keystroke. */
const oneKeystrokeMs = 150

export interface SignalCancellation {
  cancel: Cancellation
  /** The first signal that came. */
  by: () => NodeJS.Signals | undefined
  /** Signals do again what they did before. */
  dispose: () => void
}

/** The first signal ends what runs, a second one ends it at once. */
export function cancelOnSignals(): SignalCancellation {
  const stop = new AbortController()
  const kill = new AbortController()
  let first: { signal: NodeJS.Signals; at: number } | undefined
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first === undefined) {
      first = { signal, at: performance.now() }
      stop.abort()
    } else if (performance.now() - first.at > oneKeystrokeMs) kill.abort()
  }
  for (const signal of signals) process.on(signal, onSignal)
  return {
    cancel: { stop: stop.signal, kill: kill.signal },
    by: () => first?.signal,
    dispose: () => {
      for (const signal of signals) process.off(signal, onSignal)
    },
  }
}

/** As shells say it: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
