import { isAbsolute } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"

import { SlipwayError } from "../errors.ts"
import { isLoopback } from "../net/is-loopback.ts"

/** Where a repository is, checked. */
export interface GitAddress {
  scheme: "https" | "http" | "file"
  /** For git and for messages: never with credentials. */
  url: string
  /** `github.com`, with its port; empty for a file. */
  host: string
}

const supported =
  "https://HOST/PATH, http://127.0.0.1:PORT/PATH, or the absolute path of a bare repository"

/**
 * Check the address of a repository. Throws E_GIT_ADDRESS for credentials in it, for plain http to
 * another machine, and for transports that are not supported; no message repeats a credential.
 */
export function gitAddress(text: string, boundHost?: string): GitAddress {
  if (/\p{Cc}/u.test(text)) throw refuse("a repository URL", "has a control character")
  if (isAbsolute(text)) return { scheme: "file", url: pathToFileURL(text).href, host: "" }
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw refuse("a repository URL", "is no URL (HOST:PATH, which means ssh, is not supported)")
  }
  // What is before the colon may be a token, so a scheme is only repeated when it is known.
  if (!["https:", "http:", "file:"].includes(url.protocol))
    throw refuse("a repository URL", "has a scheme that is not supported (ssh is one of those)")
  const shown = `${url.protocol}//${url.host}${url.pathname}`
  if (url.username !== "" || url.password !== "")
    throw refuse(shown, "has credentials in it: give the token as a secret instead")
  if (url.search !== "" || url.hash !== "")
    throw refuse(shown, "has a query or a fragment, which are kept in logs")
  switch (url.protocol) {
    case "file:":
      return { scheme: "file", url: filePath(url, shown), host: "" }
    case "http:":
      if (!isLoopback(url) && url.hostname !== boundHost)
        throw refuse(shown, "is plain http to another machine: anybody on the way reads the token")
      return { scheme: "http", url: shown.replace(/\/+$/, ""), host: url.host }
    default:
      return { scheme: "https", url: shown.replace(/\/+$/, ""), host: url.host }
  }
}

function filePath(url: URL, shown: string): string {
  try {
    return pathToFileURL(fileURLToPath(url)).href
  } catch (error) {
    throw refuse(shown, "names no absolute path of this machine", error)
  }
}

function refuse(what: string, problem: string, cause?: unknown): SlipwayError {
  return new SlipwayError(
    "E_GIT_ADDRESS",
    `${what} ${problem}. Nothing was sent. Supported: ${supported}`,
    { cause },
  )
}
