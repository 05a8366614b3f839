import type { Octokit } from "octokit"
import * as z from "zod"

import { RemoteError, type RemoteFault } from "../gitops/write/remote-error.ts"
import { answerFault } from "./answer-fault.ts"
import { type Answer, answerIn, headerOf } from "./answer.ts"
import { retryAfter } from "./retry-after.ts"

/** An App with its credentials, and the repository to reach. */
export interface AppPlace {
  octokit: Pick<Octokit, "request">
  /** The App and the repository, for messages. */
  name: string
  owner: string
  repository: string
}

export interface AppTokenLife {
  token: string
  /** From the request on, in milliseconds, by GitHub's clock; 0 when GitHub did not say. */
  lifetime: number
}

const Permissions = z.object({ contents: z.string().optional() })
const Installation = z.object({
  id: z.number().int().positive(),
  permissions: Permissions,
  suspended_at: z.string().nullish(),
})
const Token = z.object({
  token: z.string().min(1),
  expires_at: z.string(),
  permissions: Permissions.optional(),
})

/**
 * A new token of the App's installation on the repository, limited to its contents.
 *
 * https://docs.github.com/en/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app
 * https://docs.github.com/en/rest/apps/apps#create-an-installation-access-token-for-an-app
 */
export async function mintToken(place: AppPlace, signal: AbortSignal): Promise<AppTokenLife> {
  const { owner, repository: repo } = place
  const found = await ask(place, "GET /repos/{owner}/{repo}/installation", { owner, repo }, signal)
  const installation = Installation.safeParse(found.data)
  if (!installation.success) throw unusable(place)
  const { id, permissions, suspended_at: suspended } = installation.data
  if (suspended) throw fail(place, "refused", "its installation is suspended", unsuspend)
  if (permissions.contents !== "write") {
    const has = permissions.contents ?? "none"
    throw fail(place, "refused", `its installation has Contents: ${has}, not write`, grant)
  }
  const made = await ask(
    place,
    "POST /app/installations/{installation_id}/access_tokens",
    { installation_id: id, repositories: [repo], permissions: { contents: "write" } },
    signal,
  )
  const token = Token.safeParse(made.data)
  if (!token.success) throw unusable(place)
  const now = Date.parse(headerOf(made, "date") ?? "")
  const lifetime = Date.parse(token.data.expires_at) - now
  return { token: token.data.token, lifetime: Number.isNaN(lifetime) ? 0 : lifetime }
}

const grant = "Grant it Contents: read and write, and accept that in the installation's settings."
const unsuspend = "Lift that in the installation's settings."

async function ask(
  place: AppPlace,
  route: string,
  parameters: Record<string, unknown>,
  signal: AbortSignal,
): Promise<Answer> {
  let answer: Answer
  try {
    answer = await place.octokit.request(route, { ...parameters, request: { signal } })
  } catch (error) {
    const response = answerIn(error)
    if (response === undefined) throw noAnswer(place, error, signal)
    answer = response
  }
  const fault = answerFault(answer)
  if (fault === undefined) return answer
  const wait = fault === "busy" ? retryAfter(answer) : undefined
  const { status } = answer
  const [kind, step] = meaning(status, fault)
  throw fail(place, kind, `GitHub answered ${status}`, step, wait)
}

/** What a status means for an App, and the step that goes on. */
function meaning(status: number, fault: RemoteFault): [RemoteFault, string] {
  if (status === 401) {
    return ["refused", "Check that the id and the private key are of one App, and this clock."]
  }
  if (status === 404) return ["missing", "Install the App on that repository, or check its name."]
  if (status === 422) return ["refused", grant]
  if (fault === "refused") return ["refused", "See the installation's settings."]
  return [fault, fault === "busy" ? "GitHub asks to wait." : "Try again."]
}

function noAnswer(place: AppPlace, error: unknown, signal: AbortSignal): RemoteError {
  const reason = signal.aborted ? "no answer in time" : `no answer (${networkCode(error)})`
  return fail(place, "unavailable", reason, "Check the network and the address of the API.")
}

/** The system's name for what went wrong, such as ECONNREFUSED. */
function networkCode(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    if ("code" in one && typeof one.code === "string") return one.code
  }
  return "no code"
}

function unusable(place: AppPlace): RemoteError {
  return fail(place, "unavailable", "the answer broke off or is not GitHub's", "Try again.")
}

function fail(
  { name }: AppPlace,
  fault: RemoteFault,
  reason: string,
  step: string,
  retryAfterMs?: number,
): RemoteError {
  return new RemoteError(fault, `${name}: no token: ${reason}. ${step}`, { retryAfterMs })
}
