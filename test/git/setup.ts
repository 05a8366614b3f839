import { join } from "node:path"

import { onTestFinished } from "vitest"

import type { GitRemote } from "../../src/git/git-remote.ts"
import { openGitRemote, type GitRemoteOptions } from "../../src/git/open-git-remote.ts"
import { RemoteError } from "../../src/gitops/write/remote-error.ts"
import type { RemoteFile, Snapshot } from "../../src/gitops/write/remote.ts"
import { tempDir } from "../runner/temp.ts"
import { BareRepository } from "../support/bare-repository.ts"
import { GitServer, type GitServerOptions } from "../support/git-server.ts"

export const never = new AbortController().signal
export const token = "ghs_t0ken/with+odd=chars&16C7e42F292c6912E7710c838347Ae178B4a"
export const author = { name: "Slipway", email: "slipway@example.com" }

export interface Served {
  repository: BareRepository
  server: GitServer
  url: string
}

/** A repository behind a server that ends with the test. */
export async function serve(options: Partial<GitServerOptions> = {}): Promise<Served> {
  const root = tempDir()
  const repository = BareRepository.create(join(root, "app.git"))
  const server = await GitServer.start({ root, ...options })
  onTestFinished(() => server.close())
  return { repository, server, url: server.url("app.git") }
}

/** A remote whose private directory is gone with the test. */
export async function open(
  options: Partial<GitRemoteOptions> & { url: string },
): Promise<GitRemote> {
  const remote = await openGitRemote(
    { branch: "main", author, env: { PATH: process.env.PATH }, ...options },
    never,
  )
  onTestFinished(() => remote.dispose())
  return remote
}

/** What a text of the file is, undefined where there is none. */
export async function textAt(snapshot: Snapshot, path: string): Promise<string | undefined> {
  const [file] = await snapshot.read([path], never)
  return file === undefined ? undefined : text(file)
}

export function text(file: RemoteFile): string {
  return Buffer.from(file.bytes).toString("utf8")
}

export function bytes(value: string): Uint8Array {
  return Buffer.from(value, "utf8")
}

/** Fault and message that it fails with. */
export async function faultOf(run: Promise<unknown>): Promise<RemoteError> {
  try {
    await run
  } catch (error) {
    if (error instanceof RemoteError) return error
    throw error
  }
  throw new Error("it did not fail")
}
