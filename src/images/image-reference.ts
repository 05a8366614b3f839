export const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/
export const digestPattern = /^sha256:[0-9a-f]{64}$/
// The grammar of github.com/distribution/reference: an optional host, then lower-case components.
const label = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?"
const host = `(?:${label}(?:\\.${label})*|\\[[0-9a-fA-F:]+\\])(?::[0-9]{1,5})?`
const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
const repository = new RegExp(`^(?:${host}/)?${component}(?:/${component})*$`)

export function isTag(value: string): boolean {
  return tagPattern.test(value)
}

export function isDigest(value: string): boolean {
  return digestPattern.test(value)
}

/** A repository with or without its registry, without tag and digest. */
export function isRepository(value: string): boolean {
  return value.length <= 255 && repository.test(value)
}
