/** A table of TOML as parsed. */
export type Table = Record<string, unknown>

/** The table that `value` is, or an empty one: what does not fit is left to uv, which says so. */
export function table(value: unknown): Table {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Table)
    : {}
}

/** The texts of a list; empty where it is none. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : []
}
