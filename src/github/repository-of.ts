import { isRepositoryName } from "./is-repository-name.ts"

/** A repository of GitHub and where its API is. */
export interface GitHubRepository {
  owner: string
  name: string
  apiUrl: string
}

/**
 * The repository that a web address names, as `https://github.com/o/r`, with `.git` or a slash at its
 * end or without. Hosts are github.com, the tenants of ghe.com and, because an address does not show
 * it, those of `enterpriseHosts`, each with its port where it has one. Undefined for all else, also
 * for an address with a user in it: a credential in an address is not ours to use.
 *
 * https://docs.github.com/en/enterprise-server/rest/quickstart
 * https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/network-details-for-ghecom
 */
export function repositoryOf(
  address: string,
  enterpriseHosts: readonly string[] = [],
): GitHubRepository | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== "https:" || url.username !== "" || url.password !== "") return undefined
  if (url.search !== "" || url.hash !== "") return undefined
  const api = apiOf(url.host, enterpriseHosts)
  const [, owner, name] = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/?$/.exec(url.pathname) ?? []
  if (api === undefined || owner === undefined || name === undefined) return undefined
  return isRepositoryName(owner, name) ? { owner, name, apiUrl: api } : undefined
}

function apiOf(host: string, enterpriseHosts: readonly string[]): string | undefined {
  if (host === "github.com" || /^[a-z0-9-]+\.ghe\.com$/.test(host)) return `https://api.${host}`
  const known = enterpriseHosts.some((one) => one.toLowerCase() === host)
  return known ? `https://${host}/api/v3` : undefined
}
