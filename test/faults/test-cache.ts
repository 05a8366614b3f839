import { homedir } from "node:os"
import { join } from "node:path"

/** Where what tests fetch from real registries is kept between runs, outside the tree. */
export function testCache(...parts: string[]): string {
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache")
  return join(cache, "slipway-test-tools", ...parts)
}
