/** One way of authenticating that a server offers. */
export interface Challenge {
  /** In lower case, for example `bearer`. */
  scheme: string
  /** Names in lower case. */
  parameters: ReadonlyMap<string, string>
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const quoted = '"(?:[^"\\\\]|\\\\.)*"'
const item = new RegExp(`(?:[^",]|${quoted})*`, "y")
const parameterPattern = new RegExp(`^(${token})[ \\t]*=[ \\t]*(${quoted}|${token})$`)
const schemePattern = new RegExp(`^(${token})(?: +(.*))?$`)
const token68 = /^[A-Za-z0-9._~+/-]+=*$/

/**
 * The challenges of a WWW-Authenticate field, in order. Several fields are one, joined by commas. The
 * first that cannot be read ends the list: an offer that is half understood is not taken.
 *
 * Source: RFC 9110, sections 11.2 and 11.6.1.
 */
export function parseChallenges(field: string): Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  for (let at = 0; at <= field.length; at = item.lastIndex + 1) {
    item.lastIndex = at
    const text = item.exec(field)![0].trim()
    // Only a quote that nobody closes stops before a comma: where the challenges end is unknown then.
    if (item.lastIndex < field.length && field[item.lastIndex] !== ",") return []
    if (text === "") continue

    const parameter = parseParameter(text)
    if (parameter !== undefined) {
      if (challenges.length === 0) return []
      challenges.at(-1)!.parameters.set(...parameter)
      continue
    }
    const [, scheme, rest] = schemePattern.exec(text) ?? []
    // Without a scheme the item belongs to the challenge before it.
    if (scheme === undefined) return challenges.slice(0, -1)
    const first = rest === undefined ? undefined : parseParameter(rest)
    if (rest !== undefined && first === undefined && !token68.test(rest)) return challenges
    challenges.push({
      scheme: scheme.toLowerCase(),
      parameters: new Map(first === undefined ? [] : [first]),
    })
  }
  return challenges
}

function parseParameter(text: string): [name: string, value: string] | undefined {
  const [, name, value] = parameterPattern.exec(text) ?? []
  if (name === undefined || value === undefined) return undefined
  const plain = value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, "$1") : value
  return [name.toLowerCase(), plain]
}
