import { SlipwayError } from "../errors.ts"
import type { Credentials } from "./registry-options.ts"

/** Who refused, with or without credentials. Registries also answer so for what does not exist. */
export function denied(
  asked: { subject: string; registry: URL; credentials: Credentials | undefined },
  from: URL,
  status: number | undefined,
): SlipwayError {
  const who = asked.credentials === undefined ? "without credentials" : "with these credentials"
  const ecr = /\.dkr[.-]ecr/.test(from.hostname)
    ? "\nA password of ECR is good for 12 hours: aws ecr get-login-password prints a new one"
    : ""
  return new SlipwayError(
    "E_REGISTRY_AUTH",
    `${asked.subject}: ${from.host} does not allow reading it ${who}${status === undefined ? "" : ` (HTTP ${status})`}\nCheck that the repository is written right and that the credentials for ${asked.registry.host} may pull from it; many registries answer the same for a repository that is not there${ecr}`,
  )
}
