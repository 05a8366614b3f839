import { readFile } from "node:fs/promises"
import { request as httpRequest, type IncomingMessage } from "node:http"
import { request as httpsRequest } from "node:https"

import { untilAny } from "../stop/until-any.ts"
import type { GitAddress } from "./git-address.ts"

/** What the server said to the first request of a fetch or a push. */
export type ProbeAnswer =
  | {
      kind: "answered"
      status: number
      retryAfterMs: number | undefined
      /** Of a redirect: where to, without credentials and query. */
      location: string | undefined
      /** Whether it is what a git server sends. */
      isGit: boolean
    }
  /** No answer: the error's code, such as ECONNREFUSED or CERT_HAS_EXPIRED. */
  | { kind: "silent"; code: string }

export interface ProbeOptions {
  authorization: string | undefined
  env: Readonly<Record<string, string | undefined>>
  /** Default: `git-upload-pack`, which serves a fetch; `git-receive-pack` serves a push. */
  service?: "git-upload-pack" | "git-receive-pack"
}

const limitMs = 30_000

/**
 * Ask what git asks first, to know the status that git only tells in words. Changes nothing there,
 * follows no redirect and reads no body. https://git-scm.com/docs/http-protocol#_discovering_references
 */
export async function probe(
  address: GitAddress,
  { authorization, env, service = "git-upload-pack" }: ProbeOptions,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const tls = await tlsFiles(env)
  const url = `${address.url}/info/refs?service=${service}`
  const ask = (until: AbortSignal): Promise<ProbeAnswer> => send(url, { authorization, tls }, until)
  const answered = await untilAny([signal, AbortSignal.timeout(limitMs)], ask)
  signal.throwIfAborted()
  return answered
}

type TlsFiles = Awaited<ReturnType<typeof tlsFiles>>

function send(
  url: string,
  { authorization, tls }: { authorization: string | undefined; tls: TlsFiles },
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  return new Promise((resolve) => {
    const options = {
      agent: false as const,
      headers: {
        "User-Agent": "git/slipway",
        "Git-Protocol": "version=2",
        ...(authorization !== undefined && { Authorization: authorization }),
      },
      signal,
    }
    const request = url.startsWith("https:")
      ? httpsRequest(url, { ...options, ...tls })
      : httpRequest(url, options)
    request.on("response", (response) => {
      resolve(answer(response, url))
      response.destroy()
    })
    request.on("error", (error: NodeJS.ErrnoException) => {
      resolve({ kind: "silent", code: error.code ?? error.name })
    })
    request.end()
  })
}

function answer(response: IncomingMessage, url: string): ProbeAnswer {
  const { headers, statusCode } = response
  return {
    kind: "answered",
    status: statusCode ?? 0,
    retryAfterMs: retryAfter(headers["retry-after"], headers.date),
    location: target(headers.location, url),
    isGit: /^application\/x-git-(?:upload|receive)-pack-advertisement$/.test(
      headers["content-type"] ?? "",
    ),
  }
}

/** Seconds, or a date by the server's own clock: ours may be wrong. https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function retryAfter(value: string | undefined, now = ""): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const wait = Date.parse(value) - Date.parse(now)
  return Number.isNaN(wait) ? undefined : Math.max(0, wait)
}

function target(location: string | undefined, from: string): string | undefined {
  if (location === undefined || !URL.canParse(location, from)) return undefined
  const { protocol, host, pathname } = new URL(location, from)
  return `${protocol}//${host}${pathname.replace(/\/info\/refs$/, "")}`
}

/** The certificates that git was given, too. */
async function tlsFiles(
  env: Readonly<Record<string, string | undefined>>,
): Promise<{ ca?: Buffer; cert?: Buffer; key?: Buffer }> {
  const [ca, cert, key] = await Promise.all([
    read(env.GIT_SSL_CAINFO),
    read(env.GIT_SSL_CERT),
    read(env.GIT_SSL_KEY || env.GIT_SSL_CERT),
  ])
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && cert && { key }) }
}

async function read(path: string | undefined): Promise<Buffer | undefined> {
  if (!path) return undefined
  try {
    return await readFile(path)
  } catch {
    // Git could not read it either, and says so in the lines that are shown.
    return undefined
  }
}
