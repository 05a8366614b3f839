import * as z from "zod"

import type { RemoteError, RemoteFault } from "../gitops/write/remote-error.ts"
import type { Answer } from "./answer.ts"
import type { GitHubClient } from "./github-client.ts"
import { GraphQLError, graphQLFault } from "./graphql-error.ts"

/** What a GraphQL answer holds. Some of `data` may be null because of one of the `errors`. */
export interface GraphQLBody {
  data: unknown
  errors: readonly GraphQLError[]
}

const Body = z.object({ data: z.unknown(), errors: z.array(GraphQLError).default([]) })

/** The body; undefined when the answer broke off or is not GitHub's. */
export function graphQLBody(answer: Answer): GraphQLBody | undefined {
  const body = Body.safeParse(answer.data)
  return body.success ? body.data : undefined
}

// What would be so for every request comes before what is so for this one.
const order: readonly RemoteFault[] = ["busy", "refused", "missing", "invalid", "unavailable"]

/** One error for all of an answer's errors, of which there is at least one. */
export function graphQLFailure(
  client: GitHubClient,
  what: string,
  errors: readonly GraphQLError[],
  answer: Answer,
): RemoteError {
  const faults = errors.map(graphQLFault)
  const fault = order.find((one) => faults.includes(one)) ?? "unavailable"
  return client.error(fault, what, `GitHub answered ${client.clean(errorText(errors))}`, answer)
}

/** The errors for people: type and message of each. */
export function errorText(errors: readonly GraphQLError[]): string {
  return errors
    .map(({ type, extensions, message }) => `${type ?? extensions?.code ?? "an error"}: ${message}`)
    .join("; ")
}
