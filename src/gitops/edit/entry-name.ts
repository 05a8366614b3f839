/**
 * The name of an entry of `images:`. Manifests often hold placeholders such as `IMAGE` or
 * `controller`, and entries are compared with them letter by letter, so more than a repository.
 */
export function isEntryName(value: string): boolean {
  return value.length <= 255 && /^[^\s\p{C}=@"'\\-][^\s\p{C}=@"'\\]*$/u.test(value)
}
