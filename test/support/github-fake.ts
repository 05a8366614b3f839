import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

import { FakeApp } from "./github-fake-app.ts"
import { answerGraphQL, type FakeAccess, type GraphQLRequest } from "./github-fake-graphql.ts"
import { FakeRepository } from "./github-fake-repository.ts"
import { compare, getBlob, getTree } from "./github-fake-rest.ts"

export type FakeRoute =
  | "query"
  | "mutation"
  | "blob"
  | "tree"
  | "compare"
  | "installation"
  | "token"

/** What goes wrong with a request: instead of doing it, or after it was done. */
export type FakeFault = { after?: boolean } & (
  | { kind: "answer"; status: number; headers?: Record<string, string>; body: string | object }
  /** The connection is closed without an answer. */
  | { kind: "reset" }
  /** The answer's head and half of its body arrive. */
  | { kind: "cut" }
  /** The same, but the connection stays open. */
  | { kind: "stall" }
  | { kind: "hang" }
)

/** A request as it arrived. */
export interface FakeRequest {
  route: FakeRoute
  path: string
  authorization: string
  body: string
}

export interface FakeAnswer {
  status: number
  body: object
}

const bodyLimit = 45_000_000

/** GitHub's API on this machine, for one repository that is a real one. */
export class GitHubFake {
  readonly owner = "acme"
  readonly name = "deploy"
  readonly repository: FakeRepository
  /** Everything that was asked, in order. */
  readonly requests: FakeRequest[] = []
  /** Who may ask, by token. */
  readonly tokens = new Map([["ghs_good", { login: "slipway[bot]", mayWrite: true }]])
  readonly app: FakeApp
  missingFileIsError = false
  /** GitHub's clock minus this machine's, in milliseconds. */
  skew = 0
  readonly #faults: { route: FakeRoute; fault: FakeFault }[] = []
  readonly #server: Server

  private constructor(repository: FakeRepository) {
    this.repository = repository
    this.app = new FakeApp(`${this.owner}/${this.name}`, (token) =>
      this.tokens.set(token, { login: "slipway[bot]", mayWrite: true }),
    )
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        // A fault of the fake has to reach the test as what it is.
        response.writeHead(599, { "content-type": "text/plain" }).end(String(error))
      })
    })
  }

  static async start(): Promise<GitHubFake> {
    const fake = new GitHubFake(await FakeRepository.create())
    await new Promise<void>((resolve) => fake.#server.listen(0, "127.0.0.1", resolve))
    return fake
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
    await this.repository.remove()
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Forget what was asked, and the faults that have not come. */
  reset(): void {
    this.requests.length = 0
    this.#faults.length = 0
  }

  /** How many requests of a kind arrived. */
  count(route: FakeRoute): number {
    return this.requests.filter((request) => request.route === route).length
  }

  /** Let the next requests of a kind go wrong. */
  fail(route: FakeRoute, fault: FakeFault, times = 1): void {
    for (let time = 0; time < times; time++) this.#faults.push({ route, fault })
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    // An Enterprise Server has the same below another path.
    const path = request.url!.replace(/^\/api\/v3/, "").replace(/^\/api\/graphql/, "/graphql")
    const route = routeOf(request.method!, path, body)
    if (route === undefined) return this.#send(response, { status: 404, body: notFound })
    const authorization = request.headers.authorization ?? ""
    this.requests.push({ route, path: request.url!, authorization, body })
    const index = this.#faults.findIndex((one) => one.route === route)
    const fault = index < 0 ? undefined : this.#faults.splice(index, 1)[0]!.fault
    const done =
      fault !== undefined && !fault.after
        ? { status: 200, body: {} }
        : await this.#answer(route, path, authorization, body)
    if (fault === undefined) return this.#send(response, done)
    if (fault.kind === "hang") return
    if (fault.kind === "reset") return void request.socket.destroy()
    if (fault.kind === "answer") return this.#send(response, fault, fault.headers)
    const text = Buffer.from(JSON.stringify(done.body))
    response.writeHead(200, { ...this.#headers("json"), "content-length": text.length })
    response.write(text.subarray(0, text.length >> 1), () => {
      if (fault.kind === "cut") request.socket.destroy()
    })
  }

  async #answer(
    route: FakeRoute,
    path: string,
    authorization: string,
    body: string,
  ): Promise<FakeAnswer> {
    if (route === "installation" || route === "token") {
      return this.app.answer(route, path, authorization, body, Date.now() + this.skew)
    }
    const who = this.tokens.get(/^bearer (.+)$/i.exec(authorization)?.[1] ?? "")
    if (who === undefined) return { status: 401, body: badCredentials }
    if (body.length > bodyLimit) return { status: 413, body: { message: "Payload too large" } }
    if (route === "blob") return getBlob(this.repository, `${this.owner}/${this.name}`, path)
    if (route === "tree") return getTree(this.repository, `${this.owner}/${this.name}`, path)
    if (route === "compare") return compare(this.repository, `${this.owner}/${this.name}`, path)
    const access: FakeAccess = {
      ...who,
      repository: this.repository,
      nameWithOwner: `${this.owner}/${this.name}`,
      missingFileIsError: this.missingFileIsError,
    }
    const answer = await answerGraphQL(access, JSON.parse(body) as GraphQLRequest)
    return { status: 200, body: answer }
  }

  #headers(type: "html" | "json"): Record<string, string> {
    return {
      "content-type": type === "html" ? "text/html" : "application/json; charset=utf-8",
      date: new Date(Date.now() + this.skew).toUTCString(),
      "x-github-request-id": "0A1B:2C3D",
    }
  }

  #send(
    response: ServerResponse,
    { status, body }: { status: number; body: string | object },
    headers: Record<string, string> = {},
  ): void {
    response.writeHead(status, {
      ...this.#headers(typeof body === "string" ? "html" : "json"),
      ...headers,
    })
    response.end(typeof body === "string" ? body : JSON.stringify(body))
  }
}

const docs = "https://docs.github.com/rest"
const notFound = { message: "Not Found", documentation_url: docs, status: "404" }
const badCredentials = { message: "Bad credentials", documentation_url: docs, status: "401" }

function routeOf(method: string, path: string, body: string): FakeRoute | undefined {
  if (method === "POST" && path === "/graphql")
    return body.includes('"mutation') ? "mutation" : "query"
  if (method === "POST" && path.startsWith("/app/installations/")) return "token"
  if (method !== "GET") return undefined
  if (path.includes("/git/blobs/")) return "blob"
  if (path.includes("/git/trees/")) return "tree"
  if (path.includes("/compare/")) return "compare"
  return path.endsWith("/installation") ? "installation" : undefined
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
