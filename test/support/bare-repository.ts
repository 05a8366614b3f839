import { execFileSync, spawnSync } from "node:child_process"
import { chmodSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** What a file of a commit is; a text is a plain file. */
export type TreeFile =
  | string
  | Uint8Array
  | { mode: "100755"; bytes: string | Uint8Array }
  | { mode: "120000"; target: string }
  | { mode: "160000"; commit: string }

export interface CommitOptions {
  /** Default: `main`. */
  branch?: string
  /** Default: `change`. */
  message?: string | Uint8Array
  /** Removed beside the files that are written. */
  remove?: readonly string[]
}

/** A bare repository on this machine, which git writes and reads. */
export class BareRepository {
  readonly dir: string

  private constructor(dir: string) {
    this.dir = dir
  }

  /** An empty one at `dir`, serving what partial clones ask for. */
  static create(dir: string): BareRepository {
    run(["init", "--quiet", "--bare", "--initial-branch=main", dir])
    const repository = new BareRepository(dir)
    repository.git("config", "uploadpack.allowFilter", "true")
    return repository
  }

  /** One that is there already. */
  static at(dir: string): BareRepository {
    return new BareRepository(dir)
  }

  /** One commit on the branch; its id. The branch begins with it when there is none. */
  commit(files: Readonly<Record<string, TreeFile>>, options: CommitOptions = {}): string {
    return this.commits([{ ...options, files }], options.branch)[0]!
  }

  /** Many commits in one go, oldest first; their ids. */
  commits(
    list: readonly (Omit<CommitOptions, "branch"> & {
      files: Readonly<Record<string, TreeFile>>
    })[],
    branch?: string,
  ): string[] {
    const ref = `refs/heads/${branch ?? "main"}`
    const parent = spawnSync("git", ["rev-parse", "--verify", "--quiet", ref], {
      cwd: this.dir,
      env: environment(),
    })
    const stream = list.flatMap(({ files, message, remove }, index) => [
      `commit ${ref}\ncommitter Test <test@example.com> ${1_700_000_000 + index} +0000\n`,
      data(message ?? "change"),
      ...(index === 0 && parent.status === 0 ? [`from ${ref}^0\n`] : []),
      ...(remove ?? []).map((path) => `D ${path}\n`),
      ...Object.entries(files).flatMap(([path, file]) => modify(path, file)),
    ])
    run(
      ["fast-import", "--quiet"],
      this.dir,
      Buffer.concat(stream.map((each) => Buffer.from(each))),
    )
    const made = this.git("rev-list", `--max-count=${list.length}`, "--first-parent", ref)
    return made.trim().split("\n").toReversed()
  }

  /** The commit of the branch. */
  head(branch = "main"): string {
    return this.git("rev-parse", `refs/heads/${branch}`).trim()
  }

  /** A file's bytes at the head, or in another commit. */
  read(path: string, commit = "refs/heads/main"): Buffer {
    return run(["cat-file", "blob", `${commit}:${path}`], this.dir)
  }

  /** Mode and path of every file at the head: `100644 a/b`. */
  files(commit = "refs/heads/main"): string[] {
    return this.git("ls-tree", "-r", "-z", commit)
      .split("\0")
      .filter(Boolean)
      .map((line) => line.replace(/^(\d+) \S+ \S+\t/, "$1 "))
  }

  /** Subjects of the branch, newest first. */
  subjects(branch = "main"): string[] {
    return this.git("log", "--format=%s", `refs/heads/${branch}`).trim().split("\n")
  }

  /** A server-side hook of these lines of shell, such as `pre-receive`. */
  hook(name: string, lines: string): void {
    const file = join(this.dir, "hooks", name)
    writeFileSync(file, `#!/bin/sh\n${lines}\n`)
    chmodSync(file, 0o755)
  }

  /** Run git in it; what it prints. */
  git(...args: string[]): string {
    return run(args, this.dir).toString("utf8")
  }
}

function modify(path: string, file: TreeFile): (string | Buffer)[] {
  if (typeof file === "string" || file instanceof Uint8Array)
    return [`M 100644 inline ${path}\n`, data(file)]
  if (file.mode === "160000") return [`M 160000 ${file.commit} ${path}\n`]
  const bytes = file.mode === "120000" ? file.target : file.bytes
  return [`M ${file.mode} inline ${path}\n`, data(bytes)]
}

function data(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value as Uint8Array)
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from("\n")])
}

function run(args: readonly string[], cwd?: string, input?: Uint8Array): Buffer {
  return execFileSync("git", args, {
    ...(cwd !== undefined && { cwd }),
    ...(input !== undefined && { input }),
    env: environment(),
    stdio: ["pipe", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  })
}

function environment(): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Test",
    GIT_AUTHOR_EMAIL: "test@example.com",
    GIT_COMMITTER_NAME: "Test",
    GIT_COMMITTER_EMAIL: "test@example.com",
  }
}
