import { readFile } from "node:fs/promises"
import { join } from "node:path"

import * as z from "zod"

import { SlipwayError } from "../errors.ts"
import { askCredentialHelper } from "./credential-helper.ts"
import { parseJson } from "./parse-json.ts"
import type { Credentials, FindCredentials } from "./registry-options.ts"

const Helper = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)
const Config = z.object({
  auths: z
    .record(
      z.string(),
      z.object({ auth: z.string().nullish(), identitytoken: z.string().nullish() }),
    )
    .nullish(),
  credsStore: z.union([Helper, z.literal("")]).optional(),
  credHelpers: z.record(z.string(), Helper).nullish(),
})
const hubKey = "https://index.docker.io/v1/"

/**
 * The credentials that `docker login` left on this machine: of `config.json` in `DOCKER_CONFIG`, else
 * in `.docker` of `HOME`. A registry's own helper comes first, then the store for all, then what is
 * written in the file. Without a file nobody is known; one that cannot be used is an E_REGISTRY_AUTH
 * that names it, and nothing of what it holds.
 *
 * Source: https://docs.docker.com/reference/cli/docker/login/
 *
 * @param env `DOCKER_CONFIG`, `HOME`, and what the credential helpers need, such as `PATH`
 */
export async function readDockerConfig(
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<FindCredentials> {
  const dir = env["DOCKER_CONFIG"] || (env["HOME"] ? join(env["HOME"], ".docker") : undefined)
  if (dir === undefined) return () => Promise.resolve(undefined)
  const file = join(dir, "config.json")
  const config = Config.safeParse(await readJson(file))
  if (!config.success) {
    // Only the place: zod may quote names of keys, and people paste credentials anywhere.
    const place = config.error.issues[0]!.path[0]
    throw broken(
      file,
      `expected Docker's form of ${String(place ?? "a JSON object")}, received something else`,
    )
  }
  const { auths, credsStore, credHelpers } = config.data
  return async (registry) => {
    const name = registry === "docker.io" ? hubKey : registry
    const helper = credHelpers?.[registry] ?? credHelpers?.[name] ?? credsStore
    const found = helper
      ? await askCredentialHelper(helper, name, { env, file, signal })
      : undefined
    if (found !== undefined) return found
    const keys = Object.keys(auths ?? {}).filter((key) => isFor(key, registry, name))
    const key = keys.find((one) => one === name) ?? keys[0]
    return key === undefined ? undefined : decode(auths![key]!, file, registry)
  }
}

/** Older logins wrote an address of the registry's API in the place of its name. */
function isFor(key: string, registry: string, name: string): boolean {
  return (
    key === name || key.replace(/^https?:\/\//, "").replace(/\/(?:v[12]\/?)?$/, "") === registry
  )
}

async function readJson(file: string): Promise<unknown> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === "ENOENT" || code === "ENOTDIR") return {}
    throw broken(file, `it cannot be read (${code ?? "unknown fault"})`)
  }
  const json = parseJson(bytes)
  if (json === undefined) throw broken(file, "expected JSON, received something else")
  return json
}

/** An entry without credentials is a note that the store has them. */
function decode(
  entry: { auth?: string | null | undefined; identitytoken?: string | null | undefined },
  file: string,
  registry: string,
): Credentials | undefined {
  if (entry.identitytoken)
    throw broken(
      file,
      `for ${registry} it holds an identity token, which is not supported: log in with a user and a password or access token`,
    )
  if (!entry.auth) return undefined
  const auth = entry.auth.trim()
  const text = Buffer.from(auth, "base64").toString("utf8")
  const colon = text.indexOf(":")
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(auth) || colon < 1)
    throw broken(file, `for ${registry}: expected base64 of USER:PASSWORD, received something else`)
  return { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, "") }
}

function broken(file: string, problem: string): SlipwayError {
  return new SlipwayError(
    "E_REGISTRY_AUTH",
    `${file}: Docker's credentials cannot be used: ${problem}\nNothing was sent. Write it again with docker login, or name another directory with DOCKER_CONFIG`,
  )
}
