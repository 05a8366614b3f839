import { SlipwayError } from "../errors.ts"
import { isLoopback } from "../net/is-loopback.ts"
import { BodyTooLarge, readBody } from "./read-body.ts"

/** One question to a registry or to whoever hands out its tokens. */
export interface Question {
  /** What is asked for, for messages: `image "x:v1"`. Never an address: those may be signed. */
  subject: string
  url: URL
  method: "GET" | "HEAD"
  headers: Readonly<Record<string, string>>
  maxBytes: number
  /** Whether the answer may be elsewhere. Never where credentials are handed over. */
  redirects: boolean
}

export interface Answer {
  status: number
  headers: Headers
  body: Buffer
  /** Who gave it: another one than was asked, after a redirect. */
  from: URL
}

const redirectStatus: readonly number[] = [301, 302, 303, 307, 308]
const maxRedirects = 5

/**
 * Ask once. A redirect is followed to https, or over http from loopback to loopback, and as soon as
 * it leaves the origin the credentials stay behind. Network faults are thrown as they are.
 */
export async function sendOnce(
  question: Question,
  transport: { fetch: typeof fetch; signal: AbortSignal },
): Promise<Answer> {
  let url = question.url
  let headers = { ...question.headers }
  for (let hops = 0; ; hops++) {
    const response = await transport.fetch(url, {
      method: question.method,
      headers,
      redirect: "manual",
      signal: transport.signal,
    })
    const location = response.headers.get("location")
    if (!redirectStatus.includes(response.status) || location === null)
      return await receive(response, question, url)
    // Its text is for browsers; not reading it would keep the socket.
    await response.body?.cancel()
    if (!question.redirects) throw refuse(question, url, "it redirects where none is allowed")
    if (hops === maxRedirects)
      throw refuse(question, url, `it redirects more than ${maxRedirects} times`)
    const next = follow(location, url)
    if (next === undefined)
      throw refuse(question, url, "it redirects to what is not a plain https address")
    if (next.origin !== url.origin) {
      const { authorization: _, ...others } = headers
      headers = others
    }
    url = next
  }
}

function follow(location: string, from: URL): URL | undefined {
  if (!URL.canParse(location, from.href)) return undefined
  const url = new URL(location, from)
  if (url.username !== "" || url.password !== "") return undefined
  const local = url.protocol === "http:" && isLoopback(url) && isLoopback(from)
  return url.protocol === "https:" || local ? url : undefined
}

async function receive(response: Response, question: Question, from: URL): Promise<Answer> {
  try {
    const body = await readBody(response, question.maxBytes)
    return { status: response.status, headers: response.headers, body, from }
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error
    throw refuse(question, from, `it answered with more than ${question.maxBytes} bytes`)
  }
}

function refuse(question: Question, from: URL, problem: string): SlipwayError {
  return new SlipwayError(
    "E_REGISTRY_ANSWER",
    `${question.subject}: ${from.host} cannot be used: ${problem}\nCheck that this host is the registry and not a proxy's page`,
  )
}
