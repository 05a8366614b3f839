/** A file as it stands in a commit. */
export interface RemoteFile {
  path: string
  /** Git's mode: 100644, 100755, 120000 for a symbolic link, 160000 for a submodule, 040000 for a directory. */
  mode: string
  /** The blob's bytes; empty for what is no regular file. At most `maxBytes` are read. */
  bytes: Uint8Array
}

/** What the branch held when the remote was last asked. */
export interface Snapshot {
  /** The commit, as 40 (or 64) hexadecimal digits. */
  commit: string
  /**
   * Files of that commit, undefined where there is none. All at once, because each question is a
   * round trip. A path whose parent is a link or a submodule is not there.
   */
  read(paths: readonly string[], signal: AbortSignal): Promise<(RemoteFile | undefined)[]>
  /**
   * The paths of all files below the directories, links and submodules too; none for what is no
   * directory. The empty path is the root.
   */
  list(directories: readonly string[], signal: AbortSignal): Promise<string[]>
}

/** A file that is to hold these bytes after the commit; its mode stays, a new one is 100644. */
export interface FileWrite {
  path: string
  bytes: Uint8Array
}

export interface CommitDraft {
  files: readonly FileWrite[]
  /** First line; without line breaks. */
  subject: string
  /** What follows the empty line: text and trailers. */
  body: string
}

/** One commit of the branch. */
export interface RemoteCommit {
  commit: string
  message: string
}

/**
 * What came of asking the remote to move its branch. Unacknowledged means that nothing is known: the
 * commit may be there, so only what the remote then holds decides.
 */
export type PushResult =
  | { kind: "acknowledged"; commit: string }
  | ({ kind: "unacknowledged" } & Unacknowledged)

/** What is known of a push without an acknowledgement: never whether it is there. */
export interface Unacknowledged {
  /** For people. */
  detail: string
  /** How long it asked to wait, where it did. */
  retryAfterMs?: number
  /** It does not take pushes with these credentials: another try would not be taken either. */
  isFutile?: boolean
}

/**
 * The branch of a GitOps repository, as the write loop needs it. Both transports are a
 * compare-and-swap of one ref. Every method asks the remote itself, never a copy.
 *
 * What fails throws a RemoteError; its message has no secret in it.
 */
export interface Remote {
  /** The repository and branch for messages, without credentials. */
  readonly name: string
  head(signal: AbortSignal): Promise<Snapshot>
  /**
   * Put one commit on exactly `on`; refused by the remote when the branch has moved from there. It
   * throws only where nothing was sent or the remote has refused for certain.
   */
  commit(on: Snapshot, draft: CommitDraft, signal: AbortSignal): Promise<PushResult>
  /**
   * The commits after `from` up to `to`, newest first; undefined when `from` is not among the
   * ancestors of `to`: somebody rewrote the branch.
   */
  between(
    from: string,
    to: string,
    signal: AbortSignal,
  ): Promise<readonly RemoteCommit[] | undefined>
  /** Remove what was kept on this machine. */
  dispose(): Promise<void>
}
