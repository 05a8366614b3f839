/** A user and password, or a token in the password's place. */
export interface Credentials {
  username: string
  password: string
}

/** Who one is to a registry, for example `registry.example:5000`; undefined is nobody. */
export type FindCredentials = (registry: string) => Promise<Credentials | undefined>

/** How registries are asked. */
export interface RegistryOptions {
  /** Only sent when the registry asks for it. Default: anonymous. */
  credentials?: Credentials | FindCredentials
  /** Default: the global one. */
  fetch?: typeof fetch
  /** Ends everything: a time limit's TimeoutError is an E_REGISTRY, anything else E_CANCELLED. */
  signal: AbortSignal
  /** Further tries of a request that another try may cure. Default: 3. */
  retries?: number
  /** How long one try may take, in milliseconds. Default: 30,000. */
  tryMs?: number
  /** Waits between tries; tests look at it. Default: a timer. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}
