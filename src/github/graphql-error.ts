import * as z from "zod"

import type { RemoteFault } from "../gitops/write/remote-error.ts"

/** One of the `errors` of a GraphQL answer. `type` is GitHub's own addition to the standard's fields. */
export const GraphQLError = z.object({
  message: z.string(),
  type: z.string().optional(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.object({ code: z.string().optional() }).optional(),
})
export type GraphQLError = z.infer<typeof GraphQLError>

const faults: ReadonlyMap<string, RemoteFault> = new Map<string, RemoteFault>([
  ["RATE_LIMITED", "busy"],
  ["RATE_LIMIT", "busy"],
  ["FORBIDDEN", "refused"],
  ["INSUFFICIENT_SCOPES", "refused"],
  ["NOT_FOUND", "missing"],
])

/** What an error says by its type. A document that GitHub finds wrong has a code and no type. */
export function graphQLFault(error: GraphQLError): RemoteFault {
  if (error.type !== undefined) return faults.get(error.type) ?? "unavailable"
  return error.extensions?.code === undefined ? "unavailable" : "invalid"
}
