import { SlipwayError } from "../errors.ts"
import { isLoopback } from "../net/is-loopback.ts"
import { authorize } from "./authorize.ts"
import { denied } from "./denied.ts"
import type { ImageReference } from "./parse-reference.ts"
import type { Credentials, RegistryOptions } from "./registry-options.ts"
import type { Answer } from "./send-once.ts"
import { send } from "./send.ts"

/** What to read of a repository. */
export interface Request {
  /** For messages: `image "x:v1"`. */
  subject: string
  /** Below the repository, for example `manifests/v1`. */
  path: string
  /** Default: GET. */
  method?: "GET" | "HEAD"
  accept?: string
  maxBytes: number
}

/**
 * Reads one repository of a registry. Credentials are sent only when the registry asks, and only to
 * it and to the realm that it names; what they bought is kept for the next request.
 *
 * Source: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md
 */
export class RegistryClient {
  readonly #options: RegistryOptions
  readonly #reference: Pick<ImageReference, "registry" | "repository">
  readonly #base: URL
  #authorization: string | undefined
  #credentials: Promise<Credentials | undefined> | undefined

  constructor(
    reference: Pick<ImageReference, "registry" | "repository">,
    options: RegistryOptions,
  ) {
    this.#options = options
    this.#reference = reference
    // Docker Hub is known by a name that its registry does not have.
    const host = reference.registry === "docker.io" ? "registry-1.docker.io" : reference.registry
    const scheme = isLoopback(new URL(`http://${host}`)) ? "http" : "https"
    this.#base = new URL(`${scheme}://${host}/v2/${reference.repository}/`)
  }

  /**
   * The answer with status 200 or 404; a 404 that is a page for people is none.
   * E_REGISTRY: nobody knows. E_REGISTRY_AUTH: other credentials are needed.
   */
  async read(request: Request): Promise<Answer> {
    let answer = await this.#send(request)
    if (answer.status === 401 && answer.from.origin === this.#base.origin) {
      const { registry, repository } = this.#reference
      this.#credentials ??= findCredentials(registry, this.#options)
      this.#authorization = await authorize(
        {
          subject: request.subject,
          registry: this.#base,
          field: answer.headers.get("www-authenticate") ?? "",
          scope: `repository:${repository}:pull`,
          credentials: await this.#credentials,
        },
        this.#options,
      )
      answer = await this.#send(request)
    }
    const { subject } = request
    if (answer.status === 401 || answer.status === 403) {
      const credentials = await this.#credentials
      throw denied({ subject, registry: this.#base, credentials }, answer.from, answer.status)
    }
    const type = answer.headers.get("content-type") ?? ""
    const page = /^text\/html\b/i.test(type)
    if ((answer.status === 200 || answer.status === 404) && !page) return answer
    throw new SlipwayError(
      "E_REGISTRY_ANSWER",
      `${subject}: ${answer.from.host} does not answer as a registry: expected HTTP 200 or 404, received HTTP ${answer.status}${page ? " with an HTML page" : ""}\nCheck that this host is the registry and not a proxy's page`,
    )
  }

  #send(request: Request): Promise<Answer> {
    return send(
      {
        subject: request.subject,
        url: new URL(request.path, this.#base),
        method: request.method ?? "GET",
        headers: {
          // The digest is of the bytes as they are stored.
          "accept-encoding": "identity",
          ...(request.accept === undefined ? {} : { accept: request.accept }),
          ...(this.#authorization === undefined ? {} : { authorization: this.#authorization }),
        },
        maxBytes: request.maxBytes,
        redirects: true,
      },
      this.#options,
    )
  }
}

async function findCredentials(
  registry: string,
  { credentials }: RegistryOptions,
): Promise<Credentials | undefined> {
  return typeof credentials === "function" ? await credentials(registry) : credentials
}
