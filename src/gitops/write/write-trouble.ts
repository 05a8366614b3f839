import { SlipwayError } from "../../errors.ts"
import type { Clock } from "./clock.ts"
import { pauseAfter } from "./pause.ts"
import { RemoteError } from "./remote-error.ts"

/** Tries in a row that got nowhere although nobody else was writing, or nobody answered. */
const patience = 5

interface TroubleOptions {
  name: string
  clock: Clock
  deadlineMs: number
  /** The caller's. */
  signal: AbortSignal
  /** The caller's, or the deadline's. */
  stop: AbortSignal
}

/** What went wrong so far in one write, and when that is enough. */
export class WriteTrouble {
  /** Times that others got in before us. */
  races = 0
  readonly #options: TroubleOptions
  #failures = 0
  #stuck: { head: string; times: number; detail: string } | undefined
  /** A commit of ours may be there. */
  #uncertain = false
  #last = ""

  constructor(options: TroubleOptions) {
    this.#options = options
  }

  raced(): void {
    this.races++
    this.#uncertain = false
    this.#stuck = undefined
  }

  /** Run what only reads; undefined when it failed and another try may help. */
  async reading<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await act()
      this.#failures = 0
      return result
    } catch (error) {
      await this.#retryable(error)
      return undefined
    }
  }

  /** Run what may have an effect; undefined when nothing is known about it. */
  async writing<T>(act: () => Promise<T>): Promise<T | undefined> {
    this.#uncertain = true
    return this.reading(act)
  }

  /** A push that the remote did not acknowledge, on this head. */
  unacknowledged(head: string, detail: string | undefined): void {
    this.#last = detail ?? this.#last
    const times = this.#stuck?.head === head ? this.#stuck.times + 1 : 1
    this.#stuck = { head, times, detail: this.#last }
    if (times < patience) return
    throw new SlipwayError(
      "E_PUSH_REFUSED",
      `${this.#options.name}: ${patience} tries in a row did not move the branch from ${head.slice(0, 12)}, and nobody else moved it: the remote refuses\n${indent(this.#last)}\nNothing was written. Allow the token to write to this branch, or see what its rules ask for, then run the same command again`,
    )
  }

  /** How hard it has been so far: what the next pause grows with. */
  get pressure(): number {
    return this.races + (this.#stuck?.times ?? 0)
  }

  stopIfOver(): void {
    const { signal, stop, deadlineMs, name } = this.#options
    if (!stop.aborted) return
    const last = this.#last === "" ? "" : `\nThe last answer:\n${indent(this.#last)}`
    throw new SlipwayError(
      signal.aborted ? "E_CANCELLED" : "E_DEADLINE",
      `${name}: ${signal.aborted ? "cancelled" : `not done within ${Math.round(deadlineMs / 1000)} s`}; others got in first ${this.races} times${last}\n${this.#state()}\nRun the same command again: it begins with what is there and never writes twice`,
    )
  }

  #state(): string {
    return this.#uncertain
      ? "Whether the last try is there is not known: it was not acknowledged"
      : "Nothing was written"
  }

  async #retryable(error: unknown): Promise<void> {
    const { clock, stop, name } = this.#options
    this.stopIfOver()
    if (!(error instanceof RemoteError)) throw error
    this.#last = error.message
    this.#failures++
    const final = error.fault !== "unavailable" && error.fault !== "busy"
    if (final || this.#failures >= patience)
      throw new SlipwayError(
        "E_REMOTE",
        `${error.message.startsWith(name) ? "" : `${name}: `}${error.message}\n${this.#state()}\nThe same command again goes on from what is there`,
        { cause: error },
      )
    await clock.sleep(error.retryAfterMs ?? pauseAfter(this.#failures, 500, clock), stop)
  }
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n")
}
