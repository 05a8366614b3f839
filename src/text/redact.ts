/** Shorter texts occur everywhere by accident: to replace them would hide all and protect nothing. */
const shortest = 4

/**
 * What stands between the characters of a secret that was wrapped or coloured: once as it is, once
 * also as JSON writes the end of a line.
 */
const fillers = [/(?:\s|\p{Cc}\[[0-9;]*m)+/gu, /(?:\\[nrt]|\s|\p{Cc}\[[0-9;]*m)+/gu]

/** A way to write a secret. */
interface Form {
  text: string
  /** Of base64: characters beside the text that hold bits of the secret and of its neighbour. */
  edges: boolean
}

/**
 * A function that replaces each secret by `***`, however it is written: as it is; as base64 or base64url,
 * alone or at any place of a longer text, such as a Basic header; URL-encoded; as hexadecimal digits;
 * escaped as in JSON; in other case; and any of these wrapped over several lines.
 *
 * A secret with fewer than 4 characters that are no blanks is refused with a RangeError: it could
 * neither be replaced without mangling every text nor left in without showing it. An empty one is left
 * out: it is none. Base64: https://www.rfc-editor.org/rfc/rfc4648
 */
export function makeRedactor(secrets: readonly string[]): (text: string) => string {
  const real = secrets.filter((secret) => secret !== "")
  if (real.some((secret) => secret.replace(/\s/g, "").length < shortest))
    throw new RangeError(`a secret has fewer than ${shortest} characters: no text can be redacted`)
  const forms = real.flatMap(formsOf)
  const passes = fillers.map((filler) => ({ filler, forms: unfilled(forms, filler) }))
  return (text) => {
    const found = passes.flatMap((pass) => rangesOf(text, pass.filler, pass.forms))
    return hide(text, found)
  }
}

function formsOf(written: string): Form[] {
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
  return [
    ...plain.map((text) => ({ text, edges: false })),
    ...[0, 1, 2].flatMap((offset) => base64At(bytes, offset)),
  ]
}

/** What of the base64 of a longer text depends on the secret alone, `offset` bytes (modulo 3) into it. */
function base64At(bytes: Buffer, offset: number): Form[] {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64")
  const first = Math.ceil((offset * 8) / 6)
  const last = Math.floor(((offset + bytes.length) * 8) / 6)
  const text = encoded.slice(first, last)
  return [text, text.replaceAll("+", "-").replaceAll("/", "_")].map((each) => ({
    text: each,
    edges: true,
  }))
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

function unfilled(forms: readonly Form[], filler: RegExp): Form[] {
  const texts = new Map(
    forms.map(({ text, edges }) => [lower(text.replace(filler, "")), edges] as const),
  )
  return [...texts]
    .filter(([text]) => text.length >= shortest)
    .map(([text, edges]) => ({ text, edges }))
}

type Range = readonly [start: number, end: number]

/** Where the forms are in the text, whatever filler is inside them. */
function rangesOf(text: string, filler: RegExp, forms: readonly Form[]): Range[] {
  const places: number[] = []
  let plain = ""
  let from = 0
  const take = (end: number): void => {
    plain += text.slice(from, end)
    for (let place = from; place < end; place++) places.push(place)
  }
  for (const match of text.matchAll(filler)) {
    take(match.index)
    from = match.index + match[0].length
  }
  take(text.length)
  plain = lower(plain)
  return forms.flatMap((form) => {
    const ranges: Range[] = []
    for (let at = plain.indexOf(form.text); at >= 0; at = plain.indexOf(form.text, at + 1)) {
      const start = places[at]!
      const end = places[at + form.text.length - 1]! + 1
      ranges.push(form.edges ? withEdges(text, start, end) : [start, end])
    }
    return ranges
  })
}

function withEdges(text: string, start: number, end: number): Range {
  const before = /[\w+/-]?$/.exec(text.slice(Math.max(0, start - 1), start))![0]
  const after = /^[\w+/-]?={0,2}/.exec(text.slice(end, end + 3))![0]
  return [start - before.length, end + after.length]
}

function hide(text: string, ranges: readonly Range[]): string {
  let shown = ""
  let at = 0
  for (const [start, end] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (start >= at) shown += `${text.slice(at, start)}***`
    at = Math.max(at, end)
  }
  return shown + text.slice(at)
}

/** Only ASCII: other letters may change their length. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (char) => char.toLowerCase())
}
