import { execFile } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

export interface FakeFile {
  path: string
  bytes: Uint8Array | string
  mode?: string
}

export interface FakeCommit {
  parents: readonly string[]
  files: readonly FakeFile[]
  message: string
  author?: string
  /** Seconds since 1970. Default: now. */
  when?: number
}

const plain = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  PATH: process.env["PATH"],
}

/** A bare git repository, written and read by plumbing alone. */
export class FakeRepository {
  readonly directory: string
  #commits = 0

  private constructor(directory: string) {
    this.directory = directory
  }

  static async create(): Promise<FakeRepository> {
    const directory = await mkdtemp(join(tmpdir(), "slipway-github-"))
    const repository = new FakeRepository(directory)
    await repository.git(["init", "--quiet", "--bare", "--template="])
    return repository
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true })
  }

  /** What a command prints; it throws when git fails. */
  async git(args: readonly string[], input?: Uint8Array): Promise<string> {
    return (await this.gitBytes(args, input)).toString().trimEnd()
  }

  gitBytes(args: readonly string[], input?: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const child = execFile(
        "git",
        args,
        {
          cwd: this.directory,
          env: plain,
          encoding: "buffer",
          maxBuffer: 1 << 28,
        },
        (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
      )
      child.stdin!.on("error", reject)
      if (input === undefined) child.stdin!.end()
      else child.stdin!.end(input)
    })
  }

  /** A commit that no branch points to yet: its first parent's tree with these files in it. */
  async commit(commit: FakeCommit): Promise<string> {
    const [oid] = await this.#import([...commitStream(commit, this.#commits++), "get-mark :1\n"])
    return oid!
  }

  /** Commits in a line, oldest first, the first of them without a parent. */
  async line(messages: readonly string[]): Promise<string[]> {
    const name = this.#commits++
    const stream = messages.flatMap((message) => [
      ...commitStream({ parents: [], files: [], message }, name),
      "get-mark :1\n",
    ])
    return this.#import(stream)
  }

  async #import(stream: readonly (string | Uint8Array)[]): Promise<string[]> {
    const input = Buffer.concat(stream.map((part) => Buffer.from(part)))
    const args = ["-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"]
    return (await this.git(args, input)).split("\n")
  }

  /** Move a branch, whatever it points to. */
  async point(branch: string, commit: string): Promise<void> {
    await this.git(["update-ref", `refs/heads/${branch}`, commit])
  }

  /** Move a branch from exactly there; false when it is not there. */
  async swap(branch: string, commit: string, from: string): Promise<boolean> {
    try {
      await this.git(["update-ref", `refs/heads/${branch}`, commit, from])
    } catch (error) {
      if ((await this.find(`refs/heads/${branch}`)) !== from) return false
      throw error
    }
    return true
  }

  /** The id that a name stands for, or undefined. */
  async find(name: string): Promise<string | undefined> {
    try {
      return await this.git(["rev-parse", "--verify", "--quiet", "--end-of-options", name])
    } catch {
      return undefined
    }
  }

  /** Commits that `git log` lists, with their parents and messages. */
  async log(
    args: readonly string[],
  ): Promise<{ oid: string; parents: string[]; message: string }[]> {
    const text = await this.git(["log", "--format=%H%x1f%P%x1f%B%x1e", ...args])
    return text.split("\x1e").flatMap((entry) => {
      const [oid = "", parents = "", message = ""] = entry.trimStart().split("\x1f")
      const of = parents === "" ? [] : parents.split(" ")
      return oid === "" ? [] : [{ oid, parents: of, message: message.trimEnd() }]
    })
  }

  async lines(args: readonly string[]): Promise<string[]> {
    const text = await this.git(args)
    return text === "" ? [] : text.split("\n")
  }
}

/** The first commit on a name that has none is a root, the next ones follow it. */
function commitStream(
  { parents, files, message, author = "seed", when = Math.floor(Date.now() / 1000) }: FakeCommit,
  name: number,
): (string | Uint8Array)[] {
  const [from, ...merged] = parents
  const stream: (string | Uint8Array)[] = [
    `commit refs/scratch/${name}\nmark :1\n`,
    `author ${author} <${author}@users.noreply.github.com> ${when} +0000\n`,
    `committer GitHub <noreply@github.com> ${when} +0000\n`,
    ...data(message),
    from === undefined ? "" : `from ${from}\n`,
    ...merged.map((parent) => `merge ${parent}\n`),
  ]
  for (const { path, bytes, mode = "100644" } of files) {
    const quoted = JSON.stringify(path)
    if (mode === "160000") stream.push(`M ${mode} ${String(bytes)} ${quoted}\n`)
    else stream.push(`M ${mode} inline ${quoted}\n`, ...data(bytes))
  }
  return stream
}

/** Bytes as `git fast-import` reads them. */
function data(bytes: Uint8Array | string): (string | Uint8Array)[] {
  return [`data ${Buffer.byteLength(bytes)}\n`, bytes, "\n"]
}
