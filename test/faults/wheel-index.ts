import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"

import { parse } from "smol-toml"

import { normalize } from "../../src/units/python/requirement-name.ts"
import { loopback, type Loopback } from "./loopback.ts"
import { testCache } from "./test-cache.ts"

interface Wheel {
  url: string
  sha256: string
}

/**
 * Another package index, as https://peps.python.org/pep-0503/ describes one: it has the wheels of a
 * lock and nothing else. A wheel that is asked for comes from the lock's own address, once.
 */
export async function wheelIndex(lock: string): Promise<Loopback> {
  const wheels = wheelsOf(lock)
  return loopback((request, response) => {
    const [, kind, name = ""] = decodeURI(request.url ?? "").split("/")
    const listed = kind === "simple" ? wheels.get(name) : undefined
    const wheel = [...wheels.values()].flat().find(({ url }) => basename(url) === name)
    if (listed !== undefined)
      response.writeHead(200, { "content-type": "text/html" }).end(page(listed))
    else if (kind === "files" && wheel !== undefined)
      contentOf(wheel).then(
        (content) => response.writeHead(200).end(content),
        (error: Error) => response.writeHead(502).end(error.message),
      )
    else response.writeHead(404).end()
  })
}

function page(wheels: readonly Wheel[]): string {
  const links = wheels.map(({ url, sha256 }) => {
    const file = basename(url)
    return `<a href="/files/${file}#sha256=${sha256}">${file}</a><br>\n`
  })
  return `<!DOCTYPE html><html><body>\n${links.join("")}</body></html>\n`
}

function wheelsOf(lock: string): Map<string, Wheel[]> {
  const { package: packages } = parse(lock) as unknown as {
    package: { name: string; wheels?: { url: string; hash: string }[] }[]
  }
  return new Map(
    packages.map(({ name, wheels = [] }) => [
      normalize(name),
      wheels.map(({ url, hash }) => ({ url, sha256: hash.replace("sha256:", "") })),
    ]),
  )
}

async function contentOf({ url, sha256 }: Wheel): Promise<Buffer> {
  const file = join(testCache("wheels"), sha256)
  if (existsSync(file)) return readFileSync(file)
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  const content = Buffer.from(await response.arrayBuffer())
  const found = createHash("sha256").update(content).digest("hex")
  if (found !== sha256) throw new Error(`${url}: expected sha256 ${sha256}, received ${found}`)
  mkdirSync(testCache("wheels"), { recursive: true })
  // Two tests may fetch the same one.
  writeFileSync(`${file}.${process.pid}`, content)
  renameSync(`${file}.${process.pid}`, file)
  return content
}
