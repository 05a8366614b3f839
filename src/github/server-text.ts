import { type Answer, headerOf } from "./answer.ts"
import { GraphQLError } from "./graphql-error.ts"

/** What a failed answer says to people, to be shown and never to be decided on. */
export function serverText(answer: Answer): string {
  const { data } = answer
  // The page of a proxy in between: its markup says nothing that its status does not.
  if (headerOf(answer, "content-type")?.startsWith("text/html")) return "an HTML page"
  if (typeof data === "string") return data
  const said = GraphQLError.safeParse(data)
  return said.success ? said.data.message : ""
}
