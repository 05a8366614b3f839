/** The line of an installer's output that says why, where it is known to say so in one line. */
export function setupCause(output: string): string | undefined {
  if (
    /lockfile at `?uv\.lock`? needs to be updated|The lockfile at/.test(output) ||
    isStaleOffline(output)
  )
    return "uv.lock does not fit pyproject.toml: run `uv lock` and commit it"
  if (/ERR_PNPM_OUTDATED_LOCKFILE/.test(output))
    return "pnpm-lock.yaml does not fit package.json: run `pnpm install --lockfile-only` and commit it"
  if (
    /`npm ci` can only install packages when your package\.json and package-lock\.json/.test(output)
  )
    return "package-lock.json does not fit package.json: run `npm install --package-lock-only` and commit it"
  const lines = output.split("\n").map((line) => line.trim())
  const errors = lines.filter((line) =>
    /^(?:error|ERR_\w+|npm error|\u00d7|ERROR)\b:?\s*\S/i.test(line),
  )
  // npm's first line is a code alone, and uv's first error says only how often it tried.
  const error = errors.find((line) => !/^npm error code \S+$/.test(line)) ?? errors[0]
  if (error === undefined) return undefined
  const root = lines.slice(lines.indexOf(error)).findLast((line) => /^cause: ./.test(line))
  return [error, ...(root === undefined ? [] : [root.slice("cause: ".length)])]
    .map((line) => line.slice(0, 160))
    .join(": ")
}

/**
 * A lock that is checked without the network, because packages come from another index, is resolved
 * anew when it is stale, and that is what then fails.
 */
function isStaleOffline(output: string): boolean {
  return (
    /^error: No solution found when resolving dependencies$/m.test(output) &&
    /^hint: .*network was disabled/m.test(output)
  )
}
