import { isScalar, type Pair, type Scalar, type YAMLMap } from "yaml"

import { needsQuotes } from "./needs-quotes.ts"

export function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key)
}

/** What a reader who does not resolve types sees: an empty value is none. */
export function textOf(map: YAMLMap, key: string): string | undefined {
  const value = pairOf(map, key)?.value
  return isScalar(value) && value.value !== "" ? String(value.value) : undefined
}

export function startOf(node: unknown): number {
  return (node as { range?: [number, number, number] } | null)?.range?.[0] ?? 0
}

export function isString(scalar: Scalar): boolean {
  if (scalar.tag !== undefined) return scalar.tag === "tag:yaml.org,2002:str"
  return scalar.type !== "PLAIN" || !needsQuotes(String(scalar.value)) || isOddName(scalar)
}

/** Plain text with spaces or signs, such as `(.*)/app`, is a string though we would quote it. */
function isOddName(scalar: Scalar): boolean {
  return !/^[-+0-9.~]|^[a-z]{1,5}$/i.test(String(scalar.value)) && scalar.value !== ""
}

/** Whether a reader takes it for no value at all. */
export function isNull(scalar: Scalar): boolean {
  const plain = scalar.tag === undefined && scalar.type === "PLAIN"
  return plain && /^(?:|~|null|Null|NULL)$/.test(String(scalar.value))
}
