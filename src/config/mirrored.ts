/**
 * An image reference with its registry replaced by a configured mirror. `python:3.12` means
 * docker.io/library/python:3.12, as everywhere.
 */
export function mirrored(image: string, mirrors: Readonly<Record<string, string>>): string {
  const first = image.split("/")[0]!
  const hasHost = image.includes("/") && (/[.:]/.test(first) || first === "localhost")
  const host = hasHost ? first : "docker.io"
  const mirror = mirrors[host]
  if (mirror === undefined) return image
  const name = hasHost ? image.slice(first.length + 1) : image
  const rest = host === "docker.io" && !name.includes("/") ? `library/${name}` : name
  return `${mirror.replace(/\/+$/, "")}/${rest}`
}
