import { SlipwayError } from "../errors.ts"

/**
 * The components of a path inside a git tree. Throws E_GIT_PATH for what git itself would refuse to
 * check out or what would leave the tree.
 */
export function pathParts(path: string): string[] {
  const parts = path.split("/")
  const bad = parts.find(
    (part) => part === "" || part === "." || part === ".." || isGitDirectory(part),
  )
  if (bad !== undefined || /\p{Cc}/u.test(path) || !path.isWellFormed())
    throw new SlipwayError(
      "E_GIT_PATH",
      `${JSON.stringify(path)} is no path of a file in a git repository: expected names separated by single slashes, from the root, without ".", "..", ".git" and control characters`,
    )
  return parts
}

/** Also as Windows and macOS would write it: `git~1`, `.git.`, a zero-width character inside. */
function isGitDirectory(part: string): boolean {
  return /^(?:\.git|git~1)$/i.test(part.replace(/\p{Cf}/gu, "").replace(/[ .]+$/, ""))
}
