import { type Answer, headerOf } from "./answer.ts"

/**
 * Milliseconds to wait before the next request, as the answer says; undefined when it does not.
 * Times of day are compared with the server's own Date, because this machine's clock may be wrong.
 *
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 * and RFC 9110, section 10.2.3
 */
export function retryAfter(answer: Pick<Answer, "headers">): number | undefined {
  const now = timeOf(headerOf(answer, "date"))
  const after = headerOf(answer, "retry-after")?.trim()
  if (after !== undefined) {
    return /^\d{1,9}$/.test(after) ? Number(after) * 1000 : until(timeOf(after), now)
  }
  if (headerOf(answer, "x-ratelimit-remaining") !== "0") return undefined
  const reset = headerOf(answer, "x-ratelimit-reset") ?? ""
  return /^\d{1,12}$/.test(reset) ? until(Number(reset) * 1000, now) : undefined
}

function timeOf(date: string | undefined): number | undefined {
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) ? undefined : time
}

function until(time: number | undefined, now: number | undefined): number | undefined {
  return time === undefined || now === undefined ? undefined : Math.max(0, time - now)
}
