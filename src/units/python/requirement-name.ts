/** Names as PyPI compares them. https://packaging.python.org/en/latest/specifications/name-normalization/ */
export function normalize(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, "-")
}

/** The distribution's name in a requirement: `httpx[http2]>=0.27; python_version < "4"` is httpx. */
export function requirementName(requirement: string): string | undefined {
  const name = /^\s*([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)/.exec(requirement)?.[1]
  return name === undefined ? undefined : normalize(name)
}
