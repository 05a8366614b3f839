/**
 * How long a server asks to be left alone, in milliseconds; undefined where it does not say. A date
 * is taken relative to the server's own, because this machine's clock may be wrong.
 *
 * Source: RFC 9110, section 10.2.3.
 */
export function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim()
  if (value === undefined || value === "") return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const until = Date.parse(value)
  const now = Date.parse(headers.get("date") ?? "")
  return Number.isNaN(until) || Number.isNaN(now) ? undefined : Math.max(0, until - now)
}
