import { createServer, type Server, type Socket } from "node:net"
import type { AddressInfo } from "node:net"

import { onTestFinished } from "vitest"

/**
 * Processes of a test connect here and stay connected: a connection is the event "it runs", and its
 * end, which the kernel sends even for SIGKILL, is the event "it is gone". So nothing waits by clock.
 */
export class Beacon {
  readonly #server: Server
  readonly #seen = new Map<string, Seen>()

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<Beacon> {
    const server = createServer()
    const beacon = new Beacon(server)
    server.on("connection", (socket) => beacon.#connected(socket))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    onTestFinished(() => void server.close())
    return beacon
  }

  get port(): string {
    return String((this.#server.address() as AddressInfo).port)
  }

  /** The process id of the process that called itself `role`, as soon as it runs. */
  running(role: string): Promise<number> {
    return this.#of(role).running
  }

  /** When that process has ended. */
  gone(role: string): Promise<void> {
    return this.#of(role).gone
  }

  /** Send a word to that process. */
  say(role: string, word: string): void {
    this.#of(role).socket?.write(word)
  }

  #of(role: string): Seen {
    const known = this.#seen.get(role) ?? new Seen()
    this.#seen.set(role, known)
    return known
  }

  #connected(socket: Socket): void {
    let text = ""
    socket.on("data", (chunk) => {
      text += chunk.toString()
      const match = /^(\S+) (\d+)\n/.exec(text)
      if (match === null) return
      const seen = this.#of(match[1]!)
      seen.socket = socket
      seen.start(Number(match[2]))
      socket.once("close", () => seen.end())
    })
    socket.on("error", () => undefined)
  }
}

class Seen {
  socket: Socket | undefined
  start: (pid: number) => void = () => undefined
  end: () => void = () => undefined
  readonly running = new Promise<number>((resolve) => {
    this.start = resolve
  })
  readonly gone = new Promise<void>((resolve) => {
    this.end = resolve
  })
}

/** JavaScript of a process that connects to the beacon and then waits for ever. */
export function connects(role: string, more = ""): string {
  return [
    `const beacon = require("node:net").connect(process.env.BEACON_PORT, "127.0.0.1")`,
    `beacon.on("error", () => process.exit(9))`,
    `beacon.write("${role} " + process.pid + "\\n")`,
    more,
    "",
  ].join("\n")
}
