import type { GitAddress } from "./git-address.ts"

/**
 * Git's settings for every command, as `-c` arguments: these win over every file. None holds a secret.
 * Meanings: https://git-scm.com/docs/git-config
 */
export function gitSettings(address: GitAddress, username: string | undefined): string[] {
  const settings: Record<string, string> = {
    "remote.origin.url": address.url,
    "core.hooksPath": "/dev/null",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.version": "2",
    "submodule.recurse": "false",
    "http.sslVerify": "true",
    // A redirect would take the password to whatever host it names.
    "http.followRedirects": "false",
    "http.lowSpeedLimit": "1",
    "http.lowSpeedTime": "30",
    // An empty helper forgets those that came before.
    "credential.helper": "",
  }
  if (username !== undefined) {
    settings["credential.username"] = username
    // Saves the request that would only be answered with 401. Git before 2.46 does not know it.
    settings["http.proactiveAuth"] = "basic"
  }
  // A proxy would see the token of plain http.
  if (address.scheme === "http") settings["http.proxy"] = ""
  return Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`])
}
