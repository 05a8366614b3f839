import { execFileSync } from "node:child_process"

/** One commit: the files that it adds or changes, and what it says. */
export interface FixtureCommit {
  message: string
  files: Readonly<Record<string, string>>
}

/** Run git in a repository of a test's own; its output. */
export function gitIn(directory: string, ...args: string[]): string {
  return execFileSync("git", ["-C", directory, ...args], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: directory, GIT_CONFIG_NOSYSTEM: "1" },
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "pipe"],
  })
}

/** A bare repository with these commits on `main`, in one go; their ids, oldest first. */
export function bareHistory(directory: string, commits: readonly FixtureCommit[]): string[] {
  execFileSync("git", ["init", "-q", "--bare", "-b", "main", directory], { stdio: "pipe" })
  const stream = commits.map(({ message, files }, i) => {
    const changes = Object.entries(files).map(
      ([path, text]) => `M 100644 inline ${JSON.stringify(path)}\n${data(text)}`,
    )
    return `commit refs/heads/main\ncommitter test <test@example.com> ${1_700_000_000 + i} +0000\n${data(message)}${changes.join("")}\n`
  })
  execFileSync("git", ["-C", directory, "fast-import", "--quiet"], { input: stream.join("") })
  return gitIn(directory, "rev-list", "--reverse", "main").trim().split("\n")
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`
}
