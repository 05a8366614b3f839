import * as z from "zod"

import { SlipwayError } from "../errors.ts"
import { isDigest } from "./image-reference.ts"
import { parseJson } from "./parse-json.ts"
import type { RegistryClient } from "./registry-client.ts"
import type { Answer } from "./send-once.ts"

const ErrorBody = z.object({ errors: z.array(z.object({ code: z.string() })) })

/**
 * The error for a manifest that is not there. Registries often say the same of a repository that they
 * do not have, so they are asked for its tags: an answer tells the two apart.
 */
export async function missingImage(
  client: RegistryClient,
  subject: string,
  wanted: string,
  answer: Answer,
): Promise<SlipwayError> {
  const named = isDigest(wanted) ? `the digest ${wanted}` : `the tag ${wanted}`
  const { host } = answer.from
  const codes = errorCodes(answer.body)
  const http = ["HTTP 404", ...codes].join(" ")
  const refuse = (missing: string, todo: string): SlipwayError =>
    new SlipwayError("E_IMAGE_MISSING", `${subject}: ${missing} (${http})\n${todo}`)
  const known = codes.includes("NAME_UNKNOWN") ? false : await repositoryExists(client, subject)
  if (known === false)
    return refuse(
      `the repository is not in the registry ${host}`,
      "Check how its name is written; if it is right, create it and publish the image",
    )
  const gone =
    "Check that the image was published, and that no lifecycle rule of the registry has removed it"
  if (known) return refuse(`${named} is not in its repository in ${host}, which exists`, gone)
  return refuse(`${named}, or its whole repository, is not in ${host}`, gone)
}

/** Undefined where the registry does not tell, which takes nothing from what is known already. */
async function repositoryExists(
  client: RegistryClient,
  subject: string,
): Promise<boolean | undefined> {
  try {
    const tags = await client.read({ subject, path: "tags/list?n=1", maxBytes: 4 << 20 })
    return tags.status === 200
  } catch (error) {
    if (error instanceof SlipwayError && error.code !== "E_CANCELLED") return undefined
    throw error
  }
}

/** The codes of the distribution specification's error body; nothing else of it is quoted. */
function errorCodes(body: Buffer): string[] {
  const { data } = ErrorBody.safeParse(parseJson(body))
  const codes = data?.errors.map(({ code }) => code) ?? []
  return codes.filter((code) => /^[A-Z][A-Z_]{0,40}$/.test(code))
}
