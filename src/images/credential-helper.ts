import { execFile, type ExecFileException } from "node:child_process"

import * as z from "zod"

import { SlipwayError } from "../errors.ts"
import { parseJson } from "./parse-json.ts"
import type { Credentials } from "./registry-options.ts"

const Reply = z.object({ Username: z.string(), Secret: z.string() })
const timeoutMs = 30_000
const maxReplyBytes = 1 << 20
/** A constant of the helpers' protocol, which has no code for it; no text of a person's language. */
const notFound = "credentials not found in native keychain"

/**
 * What `docker-credential-NAME get` has for a registry; undefined when it has nothing. The registry
 * goes in and the credentials come out by pipes, never by arguments. A helper that is not there,
 * fails or takes longer than 30 s is an E_REGISTRY_AUTH without its output, which may be a secret.
 *
 * Source: https://github.com/docker/docker-credential-helpers#development
 *
 * @param name the helper's, for example `ecr-login`
 * @param server the registry as the helper knows it
 */
export async function askCredentialHelper(
  name: string,
  server: string,
  context: {
    env: Readonly<Record<string, string | undefined>>
    /** The file that names the helper. */
    file: string
    signal: AbortSignal | undefined
  },
): Promise<Credentials | undefined> {
  const program = `docker-credential-${name}`
  const refuse = (problem: string): SlipwayError =>
    new SlipwayError(
      "E_REGISTRY_AUTH",
      `credentials for ${server}: ${program}, which ${context.file} names, ${problem}\nRun it by hand to see more, or take it out of that file`,
    )
  const { fault, stdout } = await run(program, server, context)
  const reason: unknown = context.signal?.reason
  if (reason instanceof Error && reason.name === "TimeoutError")
    throw refuse("did not answer within the time limit")
  if (context.signal?.aborted)
    throw new SlipwayError("E_CANCELLED", `credentials for ${server}: cancelled; nothing was sent`)
  if (fault !== undefined && stdout.toString("utf8").trim() === notFound) return undefined
  if (fault !== undefined) throw refuse(fault)
  const reply = Reply.safeParse(parseJson(stdout))
  if (!reply.success) throw refuse("did not answer with a Username and a Secret")
  const { Username, Secret } = reply.data
  if (Username === "<token>")
    throw refuse("has an identity token, which is not supported: it needs a user and a password")
  return Username === "" ? undefined : { username: Username, password: Secret }
}

function run(
  program: string,
  input: string,
  context: { env: Readonly<Record<string, string | undefined>>; signal: AbortSignal | undefined },
): Promise<{ fault: string | undefined; stdout: Buffer }> {
  return new Promise((resolve) => {
    const child = execFile(
      program,
      ["get"],
      {
        env: { ...context.env },
        encoding: "buffer",
        timeout: timeoutMs,
        killSignal: "SIGKILL",
        maxBuffer: maxReplyBytes,
        ...(context.signal === undefined ? {} : { signal: context.signal }),
      },
      (error, stdout) => {
        resolve({ fault: error === null ? undefined : describe(error), stdout })
      },
    )
    // A helper may end without reading; its exit code says what came of it.
    child.stdin!.on("error", () => undefined)
    child.stdin!.end(input)
  })
}

function describe(error: ExecFileException): string {
  if (error.code === "ENOENT") return "is not on the PATH"
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return "answered with more than 1 MiB"
  if (error.killed) return `took longer than ${timeoutMs / 1000} s`
  if (typeof error.code === "number") return `failed with exit code ${error.code}`
  return `did not run (${error.code ?? error.signal ?? "unknown fault"})`
}
