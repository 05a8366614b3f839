import type { FakeRepository } from "./github-fake-repository.ts"
import type { FakeAnswer } from "./github-fake.ts"

const notFound: FakeAnswer = { status: 404, body: { message: "Not Found", status: "404" } }

/** https://docs.github.com/en/rest/git/blobs#get-a-blob */
export async function getBlob(
  repository: FakeRepository,
  nameWithOwner: string,
  path: string,
): Promise<FakeAnswer> {
  const sha = new RegExp(`^/repos/${nameWithOwner}/git/blobs/([0-9a-f]+)$`).exec(path)?.[1]
  if (sha === undefined || (await repository.find(`${sha}^{blob}`)) === undefined) return notFound
  const bytes = await repository.gitBytes(["cat-file", "blob", sha])
  // GitHub breaks the text after 60 characters.
  const content = bytes.toString("base64").replace(/.{60}/g, "$&\n")
  return { status: 200, body: { sha, size: bytes.length, encoding: "base64", content } }
}

/** https://docs.github.com/en/rest/git/trees#get-a-tree */
export async function getTree(
  repository: FakeRepository,
  nameWithOwner: string,
  path: string,
): Promise<FakeAnswer> {
  const url = new URL(path, "http://fake")
  const pattern = new RegExp(`^/repos/${nameWithOwner}/git/trees/([0-9a-f]+)$`)
  const sha = pattern.exec(url.pathname)?.[1]
  if (sha === undefined || (await repository.find(`${sha}^{tree}`)) === undefined) return notFound
  const options = url.searchParams.has("recursive") ? ["-r", "-t"] : []
  const listed = await repository.git(["ls-tree", "-z", ...options, sha])
  const tree = listed
    .split("\0")
    .filter(Boolean)
    .map((line) => {
      const [, mode, type, oid, name] = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(line)!
      return { path: name, mode, type, sha: oid }
    })
  return { status: 200, body: { sha, tree, truncated: false } }
}

/** https://docs.github.com/en/rest/commits/commits#compare-two-commits */
export async function compare(
  repository: FakeRepository,
  nameWithOwner: string,
  path: string,
): Promise<FakeAnswer> {
  const url = new URL(path, "http://fake")
  const pattern = new RegExp(`^/repos/${nameWithOwner}/compare/([0-9a-f]+)\\.\\.\\.([0-9a-f]+)$`)
  const [, base = "", head = ""] = pattern.exec(url.pathname) ?? []
  for (const name of [base, head]) {
    if ((await repository.find(`${name}^{commit}`)) === undefined) return notFound
  }
  const ahead = await repository.log(["--reverse", "--topo-order", `${base}..${head}`])
  const behind = await repository.lines(["rev-list", `${head}..${base}`])
  if (behind.length > 0 && (await mergeBase(repository, base, head)) === undefined) return notFound
  const perPage = Number(url.searchParams.get("per_page") ?? "250")
  const start = (Number(url.searchParams.get("page") ?? "1") - 1) * perPage
  const commits = ahead
    .slice(start, start + perPage)
    .map(({ oid, message }) => ({ sha: oid, commit: { message } }))
  const status = statusOf(ahead.length, behind.length)
  return {
    status: 200,
    body: {
      status,
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits,
      files: [],
    },
  }
}

function statusOf(ahead: number, behind: number): string {
  if (ahead > 0) return behind > 0 ? "diverged" : "ahead"
  return behind > 0 ? "behind" : "identical"
}

async function mergeBase(
  repository: FakeRepository,
  one: string,
  other: string,
): Promise<string | undefined> {
  try {
    return await repository.git(["merge-base", one, other])
  } catch {
    return undefined
  }
}
