/**
 * Does this address stay on this machine? Asked of a parsed address, so of the host that a request
 * would go to, however it was written. Names below `localhost` do, unless the machine's own hosts file
 * says otherwise, as that of a container whose server was bound to it.
 *
 * https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
export function isLoopback({ hostname }: URL): boolean {
  return (
    /^(?:[a-z0-9-]+\.)*localhost$/.test(hostname) ||
    hostname === "[::1]" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  )
}
