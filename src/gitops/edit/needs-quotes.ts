import { isAmbiguous } from "./is-ambiguous.ts"

/** What a plain scalar of an image may consist of, in block and in flow style. */
const plain = /^[A-Za-z0-9_./][A-Za-z0-9_./@+-]*(?::[A-Za-z0-9_./@+-]+)*$/

/** Whether a tag, digest or name must be quoted so that every YAML reader sees this string. */
export function needsQuotes(value: string): boolean {
  return !plain.test(value) || isAmbiguous(value)
}
