import { join } from "node:path"

import { onTestFinished } from "vitest"

import { openGitRemote } from "../../src/git/open-git-remote.ts"
import { GitHubRemote } from "../../src/github/github-remote.ts"
import type { Remote } from "../../src/gitops/write/remote.ts"
import { tempDir } from "../runner/temp.ts"
import { BareRepository } from "./bare-repository.ts"
import { GitServer } from "./git-server.ts"
import { GitHubFake } from "./github-fake.ts"

/** A repository that is reached in one way. */
export interface Place {
  repository: BareRepository
  /** What gives the token is asked again after a refusal. Default: the right token. */
  open: (options?: { branch?: string; token?: () => Promise<string> }) => Promise<Remote>
  /** From now on this is the one token that is accepted; undefined where none is asked for. */
  accept: ((token: string) => void) | undefined
  /** What is so of every push from now on. */
  losePushes: ((how: "before" | "after", times: number) => void) | undefined
}

export const goodToken = "ghs_good"
const author = { name: "slipway", email: "slipway@example.com" }
const never = new AbortController().signal
const good = (): Promise<string> => Promise.resolve(goodToken)

/** By git over http, with a token. */
async function overHttp(): Promise<Place> {
  const root = tempDir()
  const repository = BareRepository.create(join(root, "app.git"))
  const server = await GitServer.start({ root, token: goodToken })
  onTestFinished(() => server.close())
  return {
    repository,
    open: async ({ branch = "main", token = good } = {}) =>
      disposed(
        await openGitRemote(
          { url: server.url("app.git"), branch, author, env: process.env, password: token },
          never,
        ),
      ),
    accept: (token) => {
      server.token = token
    },
    losePushes(how, times) {
      let left = times
      server.onRequest = ({ service, isWork, authorization }) => {
        const isPush = service === "git-receive-pack" && isWork && authorization !== undefined
        return isPush && left-- > 0 ? { kind: `cut-${how}` } : undefined
      }
    },
  }
}

/** By git, in a directory of this machine. */
function onDisk(): Promise<Place> {
  const repository = BareRepository.create(join(tempDir(), "app.git"))
  return Promise.resolve({
    repository,
    open: async ({ branch = "main" } = {}) =>
      disposed(
        await openGitRemote({ url: repository.dir, branch, author, env: process.env }, never),
      ),
    accept: undefined,
    losePushes: undefined,
  })
}

/** By GitHub's API. */
async function throughApi(): Promise<Place> {
  const fake = await GitHubFake.start()
  onTestFinished(() => fake.stop())
  return {
    repository: BareRepository.at(fake.repository.directory),
    open: ({ branch = "main", token = good } = {}) =>
      Promise.resolve(
        disposed(
          new GitHubRemote({
            owner: fake.owner,
            repository: fake.name,
            branch,
            apiUrl: fake.url,
            token,
            redact: (text) => text,
          }),
        ),
      ),
    accept(token) {
      fake.tokens.clear()
      fake.tokens.set(token, { login: "slipway[bot]", mayWrite: true })
    },
    losePushes: (how, times) =>
      fake.fail("mutation", { kind: "reset", after: how === "after" }, times),
  }
}

function disposed(remote: Remote): Remote {
  onTestFinished(() => remote.dispose())
  return remote
}

/** All the ways to reach a repository. */
export const transports = {
  "git over http": overHttp,
  "git on this machine": onDisk,
  "GitHub's API": throughApi,
}
