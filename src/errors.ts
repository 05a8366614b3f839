/** What kind of failure an error is. Code branches on it; people read the message. */
export type ErrorCode =
  | "E_USAGE"
  | "E_CONFIG"
  | "E_SOURCE"
  | "E_UNKNOWN_UNIT"
  | "E_UNKNOWN_STEP"
  | "E_TOOL"
  | "E_UPLOAD"
  | "E_HOST"
  | "E_CANCELLED"
  /** An image reference or an argument that names one. */
  | "E_IMAGE_REFERENCE"
  /** A file that is no kustomization, or one that cannot be edited safely. */
  | "E_KUSTOMIZATION"
  | "E_IMAGE_ENTRY_MISSING"
  | "E_IMAGE_ENTRY_TWICE"
  /** The remote of a GitOps repository that could not be asked. */
  | "E_REMOTE"
  /** A remote that was asked properly and does not let the branch move. */
  | "E_PUSH_REFUSED"
  | "E_HISTORY_REWRITTEN"
  | "E_DEADLINE"
  | "E_HELD"
  /** A build that is not known to be newer, where that is asked for. */
  | "E_ORDER"
  /** A GitHub App whose id or private key cannot be used. */
  | "E_GITHUB_APP"
  /** A `.slipway.yaml` that is no record, or what is to be written into one. */
  | "E_RECORD"
  /** The registry answered that the image, or a part of it, is not there. */
  | "E_IMAGE_MISSING"
  /** What is published is not what the reference says, or its parts contradict each other. */
  | "E_IMAGE_MISMATCH"
  /** A registry that wants other credentials. */
  | "E_REGISTRY_AUTH"
  /** A registry that could not be asked: nothing is known of the image, and later may help. */
  | "E_REGISTRY"
  /** A registry whose answer cannot be used or trusted: another try does not help. */
  | "E_REGISTRY_ANSWER"
  /** A fault of Slipway itself. */
  | "E_INTERNAL"
  /** How a git remote is named or logged in to: its address, branch, author, user name or password. */
  | "E_GIT_ADDRESS"
  /** A path that no file of a git tree can have. */
  | "E_GIT_PATH"

const usage: readonly ErrorCode[] = [
  "E_USAGE",
  "E_CONFIG",
  "E_IMAGE_REFERENCE",
  "E_GIT_ADDRESS",
  "E_GIT_PATH",
]

/**
 * An error that is meant for the person who called. Its message stands alone: only the message
 * crosses the Dagger boundary.
 */
export class SlipwayError extends Error {
  readonly code: ErrorCode
  /** The process exit code that this error asks for. */
  readonly exitCode: number
  /** The help of the command line tells more. */
  readonly seeHelp: boolean

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; exitCode?: number; seeHelp?: boolean } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = "SlipwayError"
    this.code = code
    this.seeHelp = options.seeHelp ?? false
    this.exitCode = options.exitCode ?? (usage.includes(code) ? 2 : 1)
  }
}
