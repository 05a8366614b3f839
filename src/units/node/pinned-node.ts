/** The lines of Node with long-term support by their code names. https://github.com/nodejs/Release */
const lines: Readonly<Record<string, string>> = {
  argon: "4",
  boron: "6",
  carbon: "8",
  dubnium: "10",
  erbium: "12",
  fermium: "14",
  gallium: "16",
  hydrogen: "18",
  iron: "20",
  jod: "22",
  krypton: "24",
}

/**
 * The version that an `.nvmrc` or `.node-version` pins, as `22` or `22.1.0`. Undefined for an empty
 * file; an error for what names no fixed version, such as `lts/*`.
 * https://github.com/nvm-sh/nvm#nvmrc
 */
export function pinnedNode(text: string): { version: string } | { error: string } | undefined {
  const written = text
    .split("\n")
    .map((line) => line.replace(/#.*$/, "").trim())
    .find((line) => line !== "")
  if (written === undefined) return undefined
  const version = /^v?(\d+(?:\.\d+){0,2})$/.exec(written)?.[1]
  if (version !== undefined) return { version }
  const name = /^lts\/(\w+)$/i.exec(written)?.[1]?.toLowerCase()
  if (name !== undefined && Object.hasOwn(lines, name)) return { version: lines[name]! }
  return { error: `"${written}" names no fixed version` }
}
