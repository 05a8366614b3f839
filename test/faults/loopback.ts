import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"

import { onTestFinished } from "vitest"

/** An HTTP server of a test. */
export interface Loopback {
  url: string
  /** `GET /path` of each request, as it came. */
  requests: string[]
  /** The first request that matches, as soon as it comes. */
  asked: (pattern: RegExp) => Promise<void>
}

/** Answers with `listener` until the test has finished; then also what hangs is cut off. */
export async function loopback(listener: RequestListener): Promise<Loopback> {
  const requests: string[] = []
  const waiting: { pattern: RegExp; resolve: () => void }[] = []
  const server: Server = createServer((request, response) => {
    const line = `${request.method} ${decodeURI(request.url ?? "")}`
    requests.push(line)
    for (const { pattern, resolve } of waiting) if (pattern.test(line)) resolve()
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    asked: (pattern) =>
      requests.some((line) => pattern.test(line))
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push({ pattern, resolve })),
  }
}

/** A server that always fails. */
export function failing(): Promise<Loopback> {
  return loopback((_, response) => void response.writeHead(500).end("out of order\n"))
}

/** A server that takes every request and never answers. */
export function hanging(): Promise<Loopback> {
  return loopback(() => undefined)
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString("utf8")
}
