import { readDockerConfig } from "../images/docker-config.ts"
import { inspectImage } from "../images/inspect-image.ts"
import { parseReference, referenceText } from "../images/parse-reference.ts"
import type { FindCredentials } from "../images/registry-options.ts"
import type { Inspect } from "../release/image-intents.ts"
import type { Values } from "./options.ts"
import { secretOption } from "./secret-option.ts"

/** Looks images up with the credentials that were given, else with those of `docker login`. */
export function inspectWith(
  values: Values,
  env: Readonly<Record<string, string | undefined>>,
): Inspect {
  const password = secretOption(
    "registry-password",
    values["registry-password"],
    env,
    "SLIPWAY_REGISTRY_PASSWORD",
  )
  const username = values["registry-username"] ?? "AWS"
  let find: Promise<FindCredentials> | undefined
  return async ({ repository, tag, digest }, signal) => {
    find ??=
      password === undefined
        ? readDockerConfig(env, signal)
        : Promise.resolve(() => Promise.resolve({ username, password }))
    const reference = parseReference(
      referenceText({ name: repository, tag, ...(digest === undefined ? {} : { digest }) }),
    )
    const found = await inspectImage(reference, { credentials: await find, signal })
    return {
      digest: found.digest,
      revision: found.revision,
      warnings: found.warning === undefined ? [] : [found.warning],
    }
  }
}
