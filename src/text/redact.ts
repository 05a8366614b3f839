/** Shorter texts occur everywhere by accident: to replace them would hide all and protect nothing. */
const shortest = 4
/** What ends lines, and what indents the next one: wrapped text still holds the secret. */
const breaks = String.raw`(?:\\r|\\n|\s|\x1b\[[0-9;]*m)*`

/**
 * A function that replaces each secret by `***`, however it is written: as it is; as base64 or
 * base64url, alone, at any place of a longer text (a Basic header) or after another secret; URL-encoded; as
 * hexadecimal digits; escaped as in JSON; and any of these wrapped over several lines.
 *
 * A secret with fewer than 4 characters is refused with a RangeError: it could neither be replaced without
 * mangling every text nor left in without showing it. An empty one is left out: it is none.
 * Base64: https://www.rfc-editor.org/rfc/rfc4648
 */
export function makeRedactor(secrets: readonly string[]): (text: string) => string {
  const real = secrets.filter((secret) => secret !== "")
  if (real.some((secret) => secret.length < shortest))
    throw new RangeError(`a secret has fewer than ${shortest} characters: no text can be redacted`)
  // Longest first, so that no part of a longer form stays beside a replaced shorter one.
  const patterns = [...new Set(real.flatMap(patternsOf))].sort((a, b) => b.length - a.length)
  if (patterns.length === 0) return (text) => text
  const pattern = new RegExp(patterns.join("|"), "gi")
  return (text) => text.replace(pattern, "***")
}

function patternsOf(written: string): string[] {
  // A lone surrogate has no bytes; every encoder writes U+FFFD for it.
  const secret = written.toWellFormed()
  const bytes = Buffer.from(secret, "utf8")
  const json = JSON.stringify(secret).slice(1, -1)
  const plain = [
    written,
    secret,
    json,
    json.replaceAll("/", String.raw`\/`),
    escapeAscii(json),
    encodeURIComponent(secret),
    encodeURI(secret),
    new URLSearchParams([["", secret]]).toString().slice(1),
    percentAll(bytes),
    bytes.toString("hex"),
  ]
  return [...plain.map(wrapped), ...[0, 1, 2].flatMap((offset) => base64At(bytes, offset))]
}

/**
 * What of the base64 of a longer text depends on the secret alone, when `offset` bytes (modulo 3)
 * come before it, and the characters at both ends, which mix its bits with the neighbours'.
 */
function base64At(bytes: Buffer, offset: number): string[] {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64")
  const first = Math.ceil((offset * 8) / 6)
  const last = Math.floor(((offset + bytes.length) * 8) / 6)
  const inside = encoded.slice(first, last)
  const edge = `[a-z0-9+/_-]?`
  return [inside, inside.replaceAll("+", "-").replaceAll("/", "_")].map(
    (form) => `${edge}${breaks}${wrapped(form)}${breaks}${edge}(?:${breaks}=)*`,
  )
}

function escapeAscii(json: string): string {
  return json.replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}

function percentAll(bytes: Buffer): string {
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")
}

/** The form as a pattern, also where a line ends between two of its characters. */
function wrapped(form: string): string {
  return Array.from(form, (char) => char.replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`)).join(
    breaks,
  )
}
