import type { Octokit } from "octokit"

import { RemoteError, type RemoteFault } from "../gitops/write/remote-error.ts"
import { untilAny } from "../stop/until-any.ts"
import { answerFault } from "./answer-fault.ts"
import { type Answer, answerIn, headerOf } from "./answer.ts"
import { graphQLUrl } from "./api-url.ts"
import { cleanText } from "./clean-text.ts"
import { openOctokit } from "./open-octokit.ts"
import { retryAfter } from "./retry-after.ts"
import { serverText } from "./server-text.ts"
import type { TokenSource } from "./token-source.ts"

export interface GitHubClientOptions {
  /** The REST API's address, as apiUrl gives it. */
  apiUrl: string
  /** The repository and branch, for messages. */
  name: string
  token: TokenSource
  redact: (text: string) => string
  fetch?: typeof fetch
  /** How long one request may take, in milliseconds. */
  timeoutMs: number
}

/** A request in Octokit's terms: `method` and `url`, and parameters beside them. */
export interface Ask {
  method: "GET" | "POST"
  url: string
  [parameter: string]: unknown
}

/**
 * GitHub's API with a credential. It asks once: whether to ask again is the write loop's to decide.
 * What fails throws a RemoteError. It has no cause: a library's error holds the request and the
 * answer, and with them whatever secret is in there.
 */
export class GitHubClient {
  readonly #options: GitHubClientOptions
  #octokit: Promise<Octokit> | undefined
  #token: string | undefined
  readonly #tokens = new Set<string>()

  constructor(options: GitHubClientOptions) {
    this.#options = options
  }

  /** The answer to a REST request; `what` goes on with "failed" in a message. */
  async rest(what: string, ask: Ask, signal: AbortSignal): Promise<Answer> {
    return this.#demandSuccess(what, await this.#send(what, ask, signal))
  }

  /** The answer to a GraphQL document. Its `errors` are the caller's to read. */
  async graphQL(
    what: string,
    document: { query: string; variables: Record<string, unknown> },
    signal: AbortSignal,
  ): Promise<Answer> {
    const url = graphQLUrl(this.#options.apiUrl)
    return this.rest(what, { method: "POST", url, ...document }, signal)
  }

  /** The error for what an answer holds. */
  error(fault: RemoteFault, what: string, reason: string, answer?: Answer): RemoteError {
    const wait = fault === "busy" && answer !== undefined ? retryAfter(answer) : undefined
    const id = answer === undefined ? undefined : headerOf(answer, "x-github-request-id")
    const request = id !== undefined && /^[\w:.-]{1,100}$/.test(id) ? ` (request ${id})` : ""
    const message = `${this.#options.name}: ${what} failed: ${reason}${request}.${step(fault, wait)}`
    return new RemoteError(fault, this.clean(message, Infinity), { retryAfterMs: wait })
  }

  /** Somebody else's text without secrets, on one line and not too long. */
  clean(text: string, longest?: number): string {
    return cleanText(text, (dirty) => this.#options.redact(this.#withoutTokens(dirty)), longest)
  }

  /** Forget the credential. */
  dispose(): void {
    this.#token = undefined
  }

  #withoutTokens(text: string): string {
    let clean = text
    for (const token of this.#tokens) clean = clean.replaceAll(token, "[redacted]")
    return clean
  }

  async #send(what: string, ask: Ask, signal: AbortSignal): Promise<Answer> {
    const token = await this.#credential(what, undefined, signal)
    const answer = await this.#once(what, ask, token, signal)
    if (answer.status !== 401) return answer
    // Of several requests that find it expired, one is to ask for the next.
    if (this.#token === token) this.#token = undefined
    return this.#once(what, ask, await this.#credential(what, token, signal), signal)
  }

  async #credential(
    what: string,
    rejected: string | undefined,
    signal: AbortSignal,
  ): Promise<string> {
    if (this.#token !== undefined) return this.#token
    const token = (await this.#options.token(rejected, signal)).trim()
    if (token !== "") this.#tokens.add(token)
    if (!/^[\x21-\x7e]+$/.test(token)) {
      const reason =
        "the token is empty or has characters in it that no token has. Nothing was sent"
      throw this.error("refused", what, reason)
    }
    this.#token = token
    return token
  }

  async #once(what: string, ask: Ask, token: string, signal: AbortSignal): Promise<Answer> {
    const limit = AbortSignal.timeout(this.#options.timeoutMs)
    try {
      if (signal.aborted)
        throw this.error("unavailable", what, "cancelled before anything was sent")
      this.#octokit ??= openOctokit(this.#options)
      const octokit = await this.#octokit
      return await untilAny([signal, limit], (until) =>
        octokit.request({
          ...ask,
          headers: { authorization: `bearer ${token}`, "x-github-api-version": "2022-11-28" },
          // A redirected POST would arrive as a GET, and its answer would not be one to ours.
          request: { signal: until, redirect: ask.method === "POST" ? "manual" : "follow" },
        }),
      )
    } catch (error) {
      if (error instanceof RemoteError) throw error
      const answer = answerIn(error)
      if (answer !== undefined) return answer
      throw this.error("unavailable", what, this.#reason(error, signal, limit))
    }
  }

  #reason(error: unknown, signal: AbortSignal, limit: AbortSignal): string {
    if (signal.aborted) return "cancelled while waiting for the answer"
    if (limit.aborted) return `no answer within ${this.#options.timeoutMs / 1000} s`
    return `no answer: ${this.clean(error instanceof Error ? error.message : String(error))}`
  }

  #demandSuccess(what: string, answer: Answer): Answer {
    const fault = answerFault(answer)
    if (fault === undefined) return answer
    const text = this.clean(serverText(answer))
    const reason = `GitHub answered ${answer.status}${text === "" ? "" : `: ${text}`}`
    throw this.error(fault, what, reason, answer)
  }
}

function step(fault: RemoteFault, wait: number | undefined): string {
  switch (fault) {
    case "refused":
      return " Give a valid token that may read and write the contents of this repository."
    case "missing":
      return " Check the names of the repository and the branch, and that the token reaches them."
    case "busy":
      return wait === undefined
        ? " GitHub asks to wait."
        : ` GitHub asks to wait for ${Math.ceil(wait / 1000)} s.`
    case "unavailable":
    case "invalid":
      return ""
  }
}
