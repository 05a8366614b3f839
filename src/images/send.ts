import { setTimeout as timer } from "node:timers/promises"

import { SlipwayError } from "../errors.ts"
import { untilAny } from "../stop/until-any.ts"
import type { RegistryOptions } from "./registry-options.ts"
import { retryAfter } from "./retry-after.ts"
import { type Answer, type Question, sendOnce } from "./send-once.ts"

const firstPauseMs = 1_000
const longestPauseMs = 30_000
/** A server may ask for hours; the caller's time limit is not its to spend. */
const longestRetryAfterMs = 60_000

type Failure = { reason: string; pauseMs: number | undefined; cause: unknown }

/**
 * Ask until there is an answer: 408, 429, 5xx and network faults are asked again, at random within a
 * span that doubles, or when the server says. After the last try it is an E_REGISTRY: nothing is
 * known then. Every other status is an answer, and the caller's to judge.
 */
export async function send(question: Question, options: RegistryOptions): Promise<Answer> {
  const tries = 1 + (options.retries ?? 3)
  const pause = options.pause ?? ((ms, signal) => timer(ms, undefined, { signal }))
  let last: Failure | undefined
  for (let number = 0; number < tries; number++) {
    if (last !== undefined) {
      const span = Math.min(longestPauseMs, firstPauseMs * 2 ** (number - 1))
      const ms = Math.min(longestRetryAfterMs, last.pauseMs ?? 0) || Math.random() * span
      await pause(ms, options.signal).catch((error: unknown) => {
        if (!options.signal.aborted) throw error
      })
    }
    if (options.signal.aborted) throw ended(question, options.signal, last)
    const outcome = await once(question, options)
    if ("status" in outcome) return outcome
    if (options.signal.aborted) throw ended(question, options.signal, last)
    last = outcome
  }
  throw unreachable(question, `no answer in ${tries} tries, the last: ${last!.reason}`, last!.cause)
}

async function once(question: Question, options: RegistryOptions): Promise<Answer | Failure> {
  const tryMs = options.tryMs ?? 30_000
  const limit = AbortSignal.timeout(tryMs)
  try {
    const answer = await untilAny([options.signal, limit], (signal) =>
      sendOnce(question, { fetch: options.fetch ?? fetch, signal }),
    )
    const again = answer.status === 408 || answer.status === 429 || answer.status >= 500
    if (!again) return answer
    const reason = `HTTP ${answer.status}`
    return { reason, pauseMs: retryAfter(answer.headers), cause: undefined }
  } catch (error) {
    if (error instanceof SlipwayError) throw error
    const reason = limit.aborted ? `nothing within ${tryMs / 1000} s` : faultName(error)
    return { reason, pauseMs: undefined, cause: error }
  }
}

/** The system's name of a network fault. Texts stay out: they may quote what was sent. */
function faultName(error: unknown): string {
  if (!(error instanceof Error)) return "an unknown fault"
  const { cause } = error
  const inner = cause instanceof AggregateError ? (cause.errors[0] as unknown) : cause
  for (const fault of [inner, cause, error])
    if (fault instanceof Error && "code" in fault && typeof fault.code === "string")
      return fault.code
  return error.name
}

function ended(question: Question, signal: AbortSignal, last: Failure | undefined): SlipwayError {
  const reason: unknown = signal.reason
  if (reason instanceof Error && reason.name === "TimeoutError")
    return unreachable(
      question,
      `the time limit is over${last === undefined ? "" : `, the last try: ${last.reason}`}`,
      reason,
    )
  return new SlipwayError(
    "E_CANCELLED",
    `${question.subject}: cancelled before ${question.url.host} had answered; nothing was changed`,
  )
}

function unreachable(question: Question, problem: string, cause: unknown): SlipwayError {
  const reason = cause instanceof Error ? faultName(cause) : ""
  const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(reason)
    ? "\nFor a certificate of your own authority, name it with NODE_EXTRA_CA_CERTS"
    : ""
  return new SlipwayError(
    "E_REGISTRY",
    `${question.subject}: cannot ask ${question.url.host}: ${problem}\nIt is not known whether the image is there. Check the host and the network, then run the same again${certificate}`,
    { cause },
  )
}
