/** The line of an installer's output that says why, where it is known to say so in one line. */
export function setupCause(output: string): string | undefined {
  if (/lockfile at `?uv\.lock`? needs to be updated|The lockfile at/.test(output))
    return "uv.lock does not fit pyproject.toml: run `uv lock` and commit it"
  if (/ERR_PNPM_OUTDATED_LOCKFILE/.test(output))
    return "pnpm-lock.yaml does not fit package.json: run `pnpm install --lockfile-only` and commit it"
  if (
    /`npm ci` can only install packages when your package\.json and package-lock\.json/.test(output)
  )
    return "package-lock.json does not fit package.json: run `npm install --package-lock-only` and commit it"
  const lines = output.split("\n").map((line) => line.trim())
  const error = lines.find((line) =>
    /^(?:error|ERR_\w+|npm error|\u00d7|ERROR)\b:?\s*\S/i.test(line),
  )
  return error === undefined ? undefined : error.slice(0, 160)
}
