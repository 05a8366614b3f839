import { homedir } from "node:os"
import { isAbsolute, join } from "node:path"

/** Where fetched tools and packages are kept. https://specifications.freedesktop.org/basedir-spec/latest/ */
export function cacheDirectory(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CACHE_HOME: set } = env
  // The specification says so: a relative path is invalid and ignored.
  const base = set !== undefined && isAbsolute(set) ? set : join(homedir(), ".cache")
  return join(base, "slipway")
}
