import { spawn } from "node:child_process"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { AddressInfo } from "node:net"

/** A request, before anything is done for it. */
export interface GitRequest {
  method: string
  /** Path and query: `/app.git/info/refs?service=git-upload-pack`. */
  url: string
  service: "git-upload-pack" | "git-receive-pack" | undefined
  /** Whether this is the request that does the work, after the one that lists refs. */
  isWork: boolean
  /** The header as it came. */
  authorization: string | undefined
  /** Of Basic authentication. */
  username: string | undefined
  password: string | undefined
}

/** What happens to a request instead of the right answer. */
export type Fault =
  | {
      kind: "status"
      status: number
      headers?: Readonly<Record<string, string>>
      body?: string
    }
  /** The connection is cut and git never hears of the request. */
  | { kind: "cut-before" }
  /** Git carries the request out, then the connection is cut without an answer. */
  | { kind: "cut-after" }
  /** The first bytes of the right answer, then the cut. */
  | { kind: "cut-within"; bytes: number }
  /** Nothing, for ever. */
  | { kind: "hang" }
  /** The right answer, later. */
  | { kind: "slow"; ms: number }

export interface GitServerOptions {
  /** Holds the bare repositories: `app.git` in it is `URL/app.git`. */
  root: string
  /** The password that every request must have. Default: anybody may read and write. */
  token?: string
  /** Serve https with these, as PEM. Default: plain http. */
  tls?: { key: string | Buffer; cert: string | Buffer }
  /** Git settings of the serving side. */
  config?: Readonly<Record<string, string>>
  onRequest?: (request: GitRequest) => Fault | undefined | Promise<Fault | undefined>
  /** When git has carried a request out, before its answer ends. */
  onDone?: (request: GitRequest) => void
}

/** Git's own HTTP server program behind Node's, on the loopback. https://git-scm.com/docs/git-http-backend */
export class GitServer {
  readonly requests: GitRequest[] = []
  /** Of bodies, in both directions. */
  bytesIn = 0
  bytesOut = 0
  /** May change between requests. */
  token: string | undefined
  onRequest: GitServerOptions["onRequest"]
  onDone: GitServerOptions["onDone"]
  readonly #options: GitServerOptions
  readonly #server: Server

  private constructor(options: GitServerOptions) {
    this.#options = options
    this.token = options.token
    this.onRequest = options.onRequest
    this.onDone = options.onDone
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      this.#serve(request, response).catch((error: unknown) => response.destroy(error as Error))
    }
    this.#server =
      options.tls === undefined ? createServer(listener) : createTlsServer(options.tls, listener)
  }

  static async start(options: GitServerOptions): Promise<GitServer> {
    const server = new GitServer(options)
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve))
    return server
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** The address of a repository of the root. */
  url(repository: string): string {
    const scheme = this.#options.tls === undefined ? "http" : "https"
    return `${scheme}://127.0.0.1:${this.port}/${repository}`
  }

  /** Forget what was counted. */
  reset(): void {
    this.requests.length = 0
    this.bytesIn = 0
    this.bytesOut = 0
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    this.#server.closeAllConnections()
    await closed
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = describe(message)
    this.requests.push(request)
    const fault = await this.onRequest?.(request)
    switch (fault?.kind) {
      case "hang":
        return
      case "cut-before":
        message.socket.destroy()
        return
      case "status":
        message.resume()
        response.writeHead(fault.status, fault.headers).end(fault.body ?? "")
        return
      case "slow":
        await new Promise((resolve) => setTimeout(resolve, fault.ms))
        break
      default:
    }
    if (this.token !== undefined && request.password !== this.token) {
      message.resume()
      response.writeHead(401, { "WWW-Authenticate": `Basic realm="git"` }).end("Unauthorized\n")
      return
    }
    await this.#backend(message, request, response, fault)
  }

  async #backend(
    message: IncomingMessage,
    request: GitRequest,
    response: ServerResponse,
    fault: Fault | undefined,
  ): Promise<void> {
    const [path, query] = request.url.split("?")
    const config = { "http.receivepack": "true", ...this.#options.config }
    const child = spawn("git", [...asArguments(config), "http-backend"], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: this.#options.root,
        GIT_HTTP_EXPORT_ALL: "1",
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_CONFIG_GLOBAL: "/dev/null",
        PATH_INFO: decodeURIComponent(path!),
        QUERY_STRING: query ?? "",
        REQUEST_METHOD: request.method,
        REMOTE_USER: request.username ?? "",
        CONTENT_TYPE: message.headers["content-type"] ?? "",
        ...(message.headers["content-length"] !== undefined && {
          CONTENT_LENGTH: message.headers["content-length"],
        }),
        HTTP_CONTENT_ENCODING: message.headers["content-encoding"] ?? "",
        GIT_PROTOCOL: String(message.headers["git-protocol"] ?? ""),
      },
      stdio: ["pipe", "pipe", "ignore"],
    })
    // The program may end without reading all of the request.
    child.stdin.on("error", () => undefined)
    // Only now: a listener lets the bytes flow, and what flowed before the pipe is lost.
    message.on("data", (chunk: Buffer) => (this.bytesIn += chunk.length))
    message.pipe(child.stdin)
    if (fault?.kind === "cut-after") {
      child.stdout.resume()
      await new Promise((resolve) => child.on("close", resolve))
      message.socket.destroy()
      return
    }
    let head: Buffer | undefined = Buffer.alloc(0)
    let sent = 0
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      let body = chunk
      if (head !== undefined) {
        head = Buffer.concat([head, chunk])
        const end = head.indexOf("\r\n\r\n")
        if (end < 0) continue
        writeHead(response, head.subarray(0, end).toString("latin1"))
        body = head.subarray(end + 4)
        head = undefined
      }
      if (fault?.kind === "cut-within" && sent + body.length > fault.bytes) {
        const part = body.subarray(0, fault.bytes - sent)
        await new Promise((resolve) => response.write(part, resolve))
        message.socket.destroy()
        child.stdout.resume()
        return
      }
      sent += body.length
      this.bytesOut += body.length
      if (!response.write(body)) await drained(response)
    }
    this.onDone?.(request)
    response.end()
  }
}

function describe(message: IncomingMessage): GitRequest {
  const url = message.url ?? "/"
  const { authorization } = message.headers
  const basic = /^Basic (.+)$/.exec(authorization ?? "")?.[1]
  const [username, ...password] =
    basic === undefined ? [] : Buffer.from(basic, "base64").toString("utf8").split(":")
  return {
    method: message.method ?? "GET",
    url,
    service: /git-(?:upload|receive)-pack/.exec(url)?.[0] as GitRequest["service"],
    isWork: message.method === "POST",
    authorization,
    username,
    password: basic === undefined ? undefined : password.join(":"),
  }
}

function asArguments(config: Readonly<Record<string, string>>): string[] {
  return Object.entries(config).flatMap(([key, value]) => ["-c", `${key}=${value}`])
}

/** The headers of a CGI program: https://www.rfc-editor.org/rfc/rfc3875#section-6.3 */
function writeHead(response: ServerResponse, head: string): void {
  for (const line of head.split("\r\n")) {
    const [, name, value] = /^([^:]+): *(.*)$/.exec(line)!
    if (name === "Status") response.statusCode = Number.parseInt(value!, 10)
    else response.setHeader(name!, value!)
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    response.once("drain", resolve)
    response.once("close", resolve)
  })
}
