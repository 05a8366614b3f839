import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"

import { type Published, publishedImage, publishedIndex } from "./image-bytes.ts"

/** Of the Debian package docker-registry; without it the tests that need it skip themselves. */
export const hasRegistry = spawnSync("docker-registry", ["--version"]).status === 0
if (!hasRegistry)
  console.warn(
    "\nNO docker-registry ON THE PATH: the tests against a real registry are skipped, and none of them is a pass.\n",
  )

export const user = { username: "robot", password: "correct horse" }
/** What `htpasswd -B` makes of that password. */
const htpasswd = `${user.username}:$2b$05$abcdefghijklmnopqrstuuHNbAKRhpaujgo33bRWs.NLUTJO3lOy2\n`

/** A registry of one's own on loopback. */
export interface TestRegistry {
  host: string
  /** Push an image of one platform; gives its digest. */
  pushImage(
    repository: string,
    tag: string,
    image?: Parameters<typeof publishedImage>[0],
  ): Promise<string>
  /** Push an image of several platforms; gives the index's digest. */
  pushIndex(
    repository: string,
    tag: string,
    ...index: Parameters<typeof publishedIndex>
  ): Promise<string>
  remove(repository: string, digest: string): Promise<void>
  stop(): Promise<void>
}

export async function startRegistry(options: { auth?: boolean } = {}): Promise<TestRegistry> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "test-slipway-registry-")))
  writeFileSync(join(dir, "htpasswd"), htpasswd)
  const auth = { htpasswd: { realm: "test", path: join(dir, "htpasswd") } }
  // JSON is YAML.
  const config = {
    version: 0.1,
    log: { level: "info", accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(dir, "data") }, delete: { enabled: true } },
    http: { addr: "127.0.0.1:0" },
    ...(options.auth ? { auth } : {}),
  }
  writeFileSync(join(dir, "config.yml"), JSON.stringify(config))
  const child = spawn("docker-registry", ["serve", join(dir, "config.yml")], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"], OTEL_TRACES_EXPORTER: "none" },
  })
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()))
  const host = await new Promise<string>((resolve, reject) => {
    const said: string[] = []
    createInterface(child.stderr).on("line", (line) => {
      said.push(line)
      const address = /listening on (127\.0\.0\.1:\d+)/.exec(line)?.[1]
      if (address !== undefined) resolve(address)
    })
    child.on("close", () => reject(new Error(`docker-registry ended:\n${said.join("\n")}`)))
  })

  const ask = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    const authorization = `Basic ${Buffer.from(`${user.username}:${user.password}`).toString("base64")}`
    const headers = new Headers(init.headers)
    if (options.auth) headers.set("authorization", authorization)
    const url = new URL(path, `http://${host}`)
    const response = await fetch(url, { ...init, method, headers })
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response
  }
  const push = async (repository: string, tag: string, published: Published): Promise<string> => {
    for (const { digest, bytes } of published.blobs) {
      const upload = await ask("POST", `/v2/${repository}/blobs/uploads/`)
      const to = new URL(upload.headers.get("location")!, `http://${host}`)
      to.searchParams.set("digest", digest)
      await ask("PUT", to.href, { body: new Uint8Array(bytes) })
    }
    for (const { digest, bytes, mediaType } of published.manifests)
      await ask(
        "PUT",
        `/v2/${repository}/manifests/${digest === published.digest ? tag : digest}`,
        {
          body: new Uint8Array(bytes),
          headers: { "content-type": mediaType },
        },
      )
    return published.digest
  }
  return {
    host,
    pushImage: (repository, tag, image) => push(repository, tag, publishedImage(image)),
    pushIndex: (repository, tag, ...index) => push(repository, tag, publishedIndex(...index)),
    remove: async (repository, digest) => {
      await ask("DELETE", `/v2/${repository}/manifests/${digest}`)
    },
    stop: async () => {
      child.kill()
      await ended
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
