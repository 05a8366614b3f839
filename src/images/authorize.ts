import * as z from "zod"

import { SlipwayError } from "../errors.ts"
import { isLoopback } from "../net/is-loopback.ts"
import { denied } from "./denied.ts"
import { type Challenge, parseChallenges } from "./parse-challenges.ts"
import { parseJson } from "./parse-json.ts"
import type { Credentials, RegistryOptions } from "./registry-options.ts"
import { send } from "./send.ts"

/** The registry said 401: what it offers, and who one is to it. */
export interface Challenged {
  /** What was asked for, for messages. */
  subject: string
  registry: URL
  /** The WWW-Authenticate field. */
  field: string
  /** What to ask a token for where the challenge does not say, for example `repository:team/app:pull`. */
  scope: string
  credentials: Credentials | undefined
}

const TokenAnswer = z.object({
  token: z.string().optional(),
  access_token: z.string().optional(),
})
const maxTokenBytes = 1 << 20

/**
 * The Authorization field that answers a challenge: a token of the realm that the registry names, or
 * Basic where it offers no tokens. What fails for want of other credentials is an E_REGISTRY_AUTH.
 *
 * Source: https://distribution.github.io/distribution/spec/auth/token/
 */
export async function authorize(asked: Challenged, options: RegistryOptions): Promise<string> {
  const challenges = parseChallenges(asked.field)
  const bearer = challenges.find(({ scheme }) => scheme === "bearer")
  if (bearer !== undefined) return `Bearer ${await fetchToken(asked, bearer, options)}`
  if (!challenges.some(({ scheme }) => scheme === "basic"))
    throw new SlipwayError(
      "E_REGISTRY_ANSWER",
      `${asked.subject}: ${asked.registry.host} wants credentials in a form that is not known: expected a Bearer or Basic challenge, received ${challenges.map(({ scheme }) => scheme).join(", ") || "none that can be read"}`,
    )
  if (asked.credentials === undefined) throw denied(asked, asked.registry, undefined)
  return basic(asked, asked.credentials)
}

async function fetchToken(
  asked: Challenged,
  { parameters }: Challenge,
  options: RegistryOptions,
): Promise<string> {
  const url = realm(asked, parameters.get("realm"))
  const service = parameters.get("service")
  if (service !== undefined) url.searchParams.set("service", service)
  url.searchParams.set("scope", parameters.get("scope") || asked.scope)
  const { credentials } = asked
  const answer = await send(
    {
      subject: asked.subject,
      url,
      method: "GET",
      headers: {
        accept: "application/json",
        ...(credentials === undefined ? {} : { authorization: basic(asked, credentials) }),
      },
      maxBytes: maxTokenBytes,
      redirects: false,
    },
    options,
  )
  if (answer.status === 401 || answer.status === 403) throw denied(asked, url, answer.status)
  const token = answer.status === 200 ? readToken(answer.body) : undefined
  if (token !== undefined) return token
  throw new SlipwayError(
    "E_REGISTRY_ANSWER",
    `${asked.subject}: expected a token of ${url.host}, which ${asked.registry.host} names for it, received HTTP ${answer.status} without one\nCheck that this host is not a proxy's page`,
  )
}

/** Credentials go there, so it is https; only a registry on this machine may name one without. */
function realm(asked: Challenged, value: string | undefined): URL {
  const url = value !== undefined && URL.canParse(value) ? new URL(value) : undefined
  const local = url?.protocol === "http:" && isLoopback(url) && isLoopback(asked.registry)
  const plain = url?.username === "" && url.password === ""
  if (url !== undefined && plain && (url.protocol === "https:" || local)) return url
  throw new SlipwayError(
    "E_REGISTRY_ANSWER",
    `${asked.subject}: ${asked.registry.host} names a place for tokens that is refused: expected an https address, received ${url === undefined ? "none" : `${url.protocol}//${url.host}`}\nNo credentials were sent`,
  )
}

function readToken(body: Buffer): string | undefined {
  const answer = TokenAnswer.safeParse(parseJson(body))
  const token = answer.data?.token || answer.data?.access_token
  // RFC 6750, section 2.1; anything else would be another header field, or quoted in an error.
  return token !== undefined && /^[A-Za-z0-9._~+/-]+=*$/.test(token) ? token : undefined
}

function basic(asked: Challenged, { username, password }: Credentials): string {
  if (username.includes(":") || /\p{Cc}/u.test(username + password))
    throw new SlipwayError(
      "E_REGISTRY_AUTH",
      `${asked.subject}: the credentials for ${asked.registry.host} cannot be sent: expected a user without a colon, and both without control characters such as a line break at the end\nNothing was sent`,
    )
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`
}
