import { SlipwayError } from "../errors.ts"

/**
 * The address of a REST API as it is used here: https, or http to this machine, because every
 * request carries a credential; nothing after the path, no slash at its end.
 */
export function apiUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const local = url !== undefined && ["127.0.0.1", "[::1]", "localhost"].includes(url.hostname)
  const safe = url?.protocol === "https:" || (url?.protocol === "http:" && local)
  const plain = url?.username === "" && url.password === "" && url.search === "" && url.hash === ""
  if (url === undefined || !safe || !plain) {
    throw new SlipwayError(
      "E_USAGE",
      "the address of the GitHub API is not usable: expected https://HOST or https://HOST/api/v3 " +
        "without a user, query or fragment. Nothing was sent.",
    )
  }
  return url.href.replace(/\/+$/, "")
}

/**
 * Where the same server answers GraphQL.
 *
 * https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql
 */
export function graphQLUrl(api: string): string {
  return api.endsWith("/api/v3") ? `${api.slice(0, -"/v3".length)}/graphql` : `${api}/graphql`
}

/** The host that people see, for messages. */
export function webHost(api: string): string {
  return new URL(api).host.replace(/^api\.(?=github\.com$|[^.]+\.ghe\.com$)/, "")
}
