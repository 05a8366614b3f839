import { generateKeyPairSync, verify } from "node:crypto"

import type { FakeAnswer } from "./github-fake.ts"

interface Installation {
  id: number
  permissions: Record<string, string>
  suspended_at: string | null
}

interface TokenRequest {
  repositories?: string[]
  permissions?: Record<string, string>
}

// Made once: it takes longer than most tests.
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 })

/** A GitHub App with its key, installed on one repository. */
export class FakeApp {
  readonly id = "4711"
  /** In PEM, as GitHub hands it out: PKCS #1. */
  readonly privateKey: string
  installation: Installation | undefined = {
    id: 99,
    permissions: { contents: "write", metadata: "read", actions: "write" },
    suspended_at: null,
  }
  /** How long a token lives, in milliseconds. */
  lifetime = 3_600_000
  /** What the tokens that were made are good for. */
  readonly made: TokenRequest[] = []
  readonly #publicKey: string
  readonly #nameWithOwner: string
  readonly #accept: (token: string) => void

  constructor(nameWithOwner: string, accept: (token: string) => void) {
    this.privateKey = keys.privateKey.export({ type: "pkcs1", format: "pem" }).toString()
    this.#publicKey = keys.publicKey.export({ type: "spki", format: "pem" }).toString()
    this.#nameWithOwner = nameWithOwner
    this.#accept = accept
  }

  answer(
    route: "installation" | "token",
    path: string,
    authorization: string,
    body: string,
    now: number,
  ): FakeAnswer {
    const wrong = this.#wrongJwt(authorization, now)
    if (wrong !== undefined) return { status: 401, body: { message: wrong } }
    const { installation } = this
    if (installation === undefined) return { status: 404, body: { message: "Not Found" } }
    if (route === "installation") {
      const known = path === `/repos/${this.#nameWithOwner}/installation`
      return known
        ? { status: 200, body: installation }
        : { status: 404, body: { message: "Not Found" } }
    }
    if (path !== `/app/installations/${installation.id}/access_tokens`) {
      return { status: 404, body: { message: "Not Found" } }
    }
    const wanted = JSON.parse(body) as TokenRequest
    const granted = Object.entries(wanted.permissions ?? {}).every(
      ([name, level]) => installation.permissions[name] === level,
    )
    const name = this.#nameWithOwner.split("/")[1]
    if (!granted || wanted.repositories?.some((one) => one !== name)) {
      const message = "The permissions requested are not granted to this installation."
      return { status: 422, body: { message } }
    }
    this.made.push(wanted)
    const token = `ghs_made${this.made.length}`
    this.#accept(token)
    const expires_at = new Date(now + this.lifetime).toISOString()
    return { status: 201, body: { token, expires_at, permissions: wanted.permissions } }
  }

  /** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
  #wrongJwt(authorization: string, now: number): string | undefined {
    const [head = "", payload = "", signature = ""] = authorization
      .replace(/^bearer /i, "")
      .split(".")
    const signed = Buffer.from(`${head}.${payload}`)
    const made = Buffer.from(signature, "base64url")
    if (!verify("sha256", signed, this.#publicKey, made)) {
      return "A JSON web token could not be decoded"
    }
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<
      string,
      unknown
    >
    if (String(claims["iss"]) !== this.id) return "Integration not found"
    const seconds = now / 1000
    if (Number(claims["iat"]) > seconds) {
      return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
    }
    if (Number(claims["exp"]) > seconds + 600 || Number(claims["exp"]) < seconds) {
      return "'Expiration time' claim ('exp') is too far in the future"
    }
    return undefined
  }
}
