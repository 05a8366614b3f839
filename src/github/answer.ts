/** What GitHub answered, whatever its status. */
export interface Answer {
  status: number
  /** By lower-case name. */
  headers: Readonly<Record<string, string | number | undefined>>
  /** The JSON, or the text of what is no JSON; the empty string when the answer broke off. */
  data: unknown
}

/** A header's text, or undefined where it was not sent. */
export function headerOf(answer: Pick<Answer, "headers">, name: string): string | undefined {
  const value = answer.headers[name]
  return value === undefined ? undefined : String(value)
}

/** The answer within Octokit's error for a status of 400 or more. */
export function answerIn(error: unknown): Answer | undefined {
  if (!(error instanceof Error) || !("response" in error)) return undefined
  const response = error.response as Answer | undefined
  return typeof response?.status === "number" ? response : undefined
}
