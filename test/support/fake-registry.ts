import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

import { onTestFinished } from "vitest"

import type { Published } from "./image-bytes.ts"

/** What was asked, with the credentials that came along. */
export interface Asked {
  request: string
  authorization: string | undefined
}

/** Answers a request, or gives false for the image's own answer. */
export type Fault = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | Promise<boolean>

/** A server on loopback that holds one image, and misbehaves first if it is told to. */
export async function fakeRegistry(
  published: Published | undefined,
  fault: Fault = () => false,
): Promise<{ host: string; asked: Asked[] }> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    const { method, url, headers } = request
    asked.push({ request: `${method} ${url}`, authorization: headers.authorization })
    void Promise.resolve(fault(request, response)).then((done) => {
      if (!done) answer(published, request, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

/** The tag v1 and every digest of the image, in the repository app. */
function answer(
  published: Published | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const [, kind, name] = /^\/v2\/app\/(manifests|blobs|tags)\/(.+)$/.exec(request.url ?? "") ?? []
  if (kind === "tags" && published !== undefined) return reply(response, 200, {}, '{"tags":[]}')
  const digest = name === "v1" ? published?.digest : name
  const manifest = published?.manifests.find((one) => one.digest === digest)
  const blob = published?.blobs.find((one) => one.digest === digest)
  if (kind === "manifests" && manifest !== undefined) {
    const stated = { "content-type": manifest.mediaType, "docker-content-digest": manifest.digest }
    return reply(response, 200, stated, manifest.bytes)
  }
  if (kind === "blobs" && blob !== undefined) return reply(response, 200, {}, blob.bytes)
  const code = published === undefined ? "NAME_UNKNOWN" : "MANIFEST_UNKNOWN"
  return reply(response, 404, {}, JSON.stringify({ errors: [{ code, message: "not here" }] }))
}

export function reply(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body: string | Buffer = "",
): void {
  response.writeHead(status, headers)
  response.end(body)
}
