/**
 * Does this address stay on this machine? Asked of a parsed address, so of the host that a request
 * would go to, however it was written.
 */
export function isLoopback(url: URL): boolean {
  return (
    url.hostname === "localhost" ||
    url.hostname === "[::1]" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(url.hostname)
  )
}
