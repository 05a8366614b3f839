import { editError } from "../edit/edit-error.ts"

/**
 * A record of another version is said to be one before anything else is: its other keys would only
 * look like mistakes.
 */
export function checkVersion(value: unknown, file: string, line: number): void {
  const { version } = value as { version?: unknown }
  if (version === undefined || version === 1) return
  const isNewer = typeof version === "number" && version > 1
  throw editError("E_RECORD", `${file}:${line}`, {
    expected: "version: 1, which this Slipway writes",
    received: `version: ${show(version)}, which ${isNewer ? "a later Slipway" : "no Slipway"} writes`,
    todo: isNewer
      ? "Use the Slipway that wrote the file, or a later one"
      : "Write version: 1, or restore the file from git",
  })
}

function show(version: unknown): string {
  const text = JSON.stringify(version)
  return text.length > 40 ? `${text.slice(0, 37)}...` : text
}
