import { SlipwayError } from "../../errors.ts"
import type { Clock } from "./clock.ts"
import { pauseAfter } from "./pause.ts"
import { RemoteError } from "./remote-error.ts"
import type { Unacknowledged } from "./remote.ts"

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
  /** Since the remote last said anything about a push. */
  #failures = 0
  /** Pushes in a row that left the branch where it was. */
  #stuck = 0
  #isFutile = false
  /** A commit of ours may be there. */
  #uncertain = false
  #last = ""

  constructor(options: TroubleOptions) {
    this.#options = options
  }

  raced(): void {
    this.races++
    this.#uncertain = false
    this.#stuck = 0
    this.#isFutile = false
    this.#failures = 0
  }

  /**
   * Run what only reads; undefined when it failed and another try may help. One that works does not
   * make up for one that fails: else a remote that answers half of the questions is asked for ever.
   */
  async reading<T>(act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act()
    } catch (error) {
      await this.#retryable(error)
      return undefined
    }
  }

  /** Run what may have an effect; undefined when it had none and another try may help. */
  async writing<T>(act: () => Promise<T>): Promise<T | undefined> {
    const before = this.#uncertain
    this.#uncertain = true
    return this.reading(() =>
      act().catch((error: unknown) => {
        // Not of this try; one before it may still be on its way.
        this.#uncertain = before
        throw error
      }),
    )
  }

  /** The remote did not acknowledge a push. */
  unacknowledged({ detail, isFutile }: Unacknowledged): void {
    this.#last = detail
    this.#isFutile = isFutile === true
    this.#failures = 0
    this.#stuck++
  }

  /** The branch was looked at after that, and is where it was. */
  stillAt(head: string): void {
    if (this.#stuck < patience && !this.#isFutile) return
    const tries = this.#stuck === 1 ? "a try" : `${this.#stuck} tries in a row`
    throw new SlipwayError(
      "E_PUSH_REFUSED",
      `${this.#options.name}: ${tries} did not move the branch from ${head.slice(0, 12)}, and nobody else moved it; the last answer:\n${indent(this.#last)}\nNothing was written. Allow the token to write to this branch, or see what its rules ask for, then run the same command again`,
    )
  }

  /** How hard it has been so far: what the next pause grows with. */
  get pressure(): number {
    return this.races + this.#stuck
  }

  stopIfOver(): void {
    const { signal, stop, deadlineMs, name } = this.#options
    if (!stop.aborted) return
    const last = this.#last === "" ? "" : `\nThe last answer:\n${indent(this.#last)}`
    throw new SlipwayError(
      signal.aborted ? "E_CANCELLED" : "E_DEADLINE",
      `${name}: ${signal.aborted ? "cancelled" : `not done within ${Math.round(deadlineMs / 1000)} s`}; others got in first ${this.races === 1 ? "once" : `${this.races} times`}${last}\n${this.#state()}\nRun the same command again: it begins with what is there and never writes twice`,
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
    if (final || this.#failures >= patience) {
      const message = error.message.includes(name) ? error.message : `${name}: ${error.message}`
      throw new SlipwayError(
        "E_REMOTE",
        `${message}\n${this.#state()}\nThe same command again goes on from what is there`,
        { cause: error },
      )
    }
    await clock.sleep(error.retryAfterMs ?? pauseAfter(this.#failures, 500, clock), stop)
  }
}

function indent(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n")
}
