import { SlipwayError } from "../errors.ts"
import { makeRedactor } from "../text/redact.ts"

export interface CredentialOptions {
  username: string
  /** Asked before the first use, and again when what it gave is not accepted. */
  password: ((rejected?: string, signal?: AbortSignal) => Promise<string>) | undefined
}

/** The user name and password for a remote; knows every password that was ever used, to hide it. */
export class Credentials {
  readonly #options: CredentialOptions
  readonly #secrets = new Set<string>()
  #current: Promise<string> | undefined
  #last: string | undefined
  #rejected: string | undefined
  #redact: (text: string) => string = (text) => text

  constructor(options: CredentialOptions) {
    if (/[:\p{Cc}]/u.test(options.username) || options.username === "")
      throw new SlipwayError(
        "E_GIT_ADDRESS",
        "the user name for the git remote must be without colons and control characters, and not empty",
      )
    this.#options = options
  }

  /** Undefined where the remote is used without credentials. */
  get username(): string | undefined {
    return this.#options.password === undefined ? undefined : this.#options.username
  }

  async password(signal: AbortSignal): Promise<string | undefined> {
    const { password } = this.#options
    if (password === undefined) return undefined
    this.#current ??= this.#mint(() => password(this.#rejected, signal))
    return this.#current
  }

  /** The next `password()` asks for a new one. */
  forget(): void {
    this.#rejected = this.#last
    this.#current = undefined
  }

  /** The value of an Authorization header. https://www.rfc-editor.org/rfc/rfc7617 */
  async header(signal: AbortSignal): Promise<string | undefined> {
    const password = await this.password(signal)
    if (password === undefined) return undefined
    return `Basic ${Buffer.from(`${this.#options.username}:${password}`).toString("base64")}`
  }

  redact(text: string): string {
    return this.#redact(text)
  }

  async #mint(provider: () => Promise<string>): Promise<string> {
    try {
      const password = await provider()
      // What asks for it reads one line; a shorter secret could not be hidden in messages.
      if (/\p{Cc}/u.test(password) || password.length < 4)
        throw new SlipwayError(
          "E_GIT_ADDRESS",
          "the password for the git remote is shorter than 4 characters or has a line break or another control character; give the token alone",
        )
      this.#last = password
      this.#secrets.add(password)
      this.#redact = makeRedactor([
        ...[...this.#secrets].map((secret) => `${this.#options.username}:${secret}`),
        ...this.#secrets,
      ])
      return password
    } catch (error) {
      this.#current = undefined
      throw error
    }
  }
}
