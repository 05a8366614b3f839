import type { RemoteFault } from "../gitops/write/remote-error.ts"
import { type Answer, headerOf } from "./answer.ts"

/**
 * What an answer's status says of it; undefined for 2xx. A rate limit is a 429, or a 403 that says
 * when to come back.
 *
 * https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function answerFault(answer: Pick<Answer, "status" | "headers">): RemoteFault | undefined {
  const { status } = answer
  if (status >= 200 && status < 300) return undefined
  if (status === 429) return "busy"
  if (status === 403) return saysWhen(answer) ? "busy" : "refused"
  if (status === 401) return "refused"
  if (status === 404) return "missing"
  return status === 408 || status >= 500 ? "unavailable" : "invalid"
}

function saysWhen(answer: Pick<Answer, "headers">): boolean {
  return (
    headerOf(answer, "retry-after") !== undefined ||
    headerOf(answer, "x-ratelimit-remaining") === "0"
  )
}
