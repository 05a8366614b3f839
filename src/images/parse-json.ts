/**
 * What a registry sent as JSON; undefined for what is none. The parser's own error is dropped, because
 * it quotes the text, which may be a token.
 */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"))
  } catch {
    return undefined
  }
}
