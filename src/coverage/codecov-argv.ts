import { defaults } from "../config/defaults.ts"

export interface CoverageUpload {
  /** The Cobertura file, as the command sees it. */
  file: string
  /** The unit's name: Codecov shows coverage by flag. */
  flag: string
  /** The commit that was tested, 40 hex digits. Undefined: what the CI's variables say. */
  sha?: string | undefined
  /** OWNER/NAME. */
  slug?: string | undefined
  branch?: string | undefined
  /** Another Codecov than codecov.io. */
  url?: string | undefined
}

/**
 * Codecov's own uploader for one file. The token comes from the variable CODECOV_TOKEN, never from
 * an argument. https://github.com/codecov/codecov-cli
 */
export function codecovArgv(upload: CoverageUpload): string[] {
  return [
    "uv",
    "tool",
    "run",
    "--from",
    `codecov-cli==${defaults.codecov}`,
    "codecovcli",
    ...(upload.url === undefined ? [] : ["--enterprise-url", upload.url]),
    "upload-process",
    "--fail-on-error",
    "--disable-search",
    "--file",
    upload.file,
    "--flag",
    upload.flag,
    "--name",
    upload.flag,
    ...(upload.sha === undefined ? [] : ["--sha", upload.sha]),
    ...(upload.slug === undefined ? [] : ["--slug", upload.slug, "--git-service", "github"]),
    ...(upload.branch === undefined ? [] : ["--branch", upload.branch]),
  ]
}
