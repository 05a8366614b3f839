/** What a caller says of a release, without secrets and directories. */
export interface ReleaseWish {
  env: string
  image: readonly string[]
  dryRun: boolean
  noVerify: boolean
  githubAppId: string | undefined
  registryUsername: string | undefined
  actor: string | undefined
  runUrl: string | undefined
  deadline: string | undefined
  format: string
}

/** The same as the command line's arguments: each value a part of one argument, whatever is in it. */
export function releaseArguments(wish: ReleaseWish): string[] {
  const flags: [string, string | undefined][] = [
    ["env", wish.env],
    ...wish.image.map((image): [string, string] => ["image", image]),
    ["github-app-id", wish.githubAppId],
    ["registry-username", wish.registryUsername],
    ["actor", wish.actor],
    ["run-url", wish.runUrl],
    ["deadline", wish.deadline],
    ["format", wish.format],
  ]
  return [
    "release",
    ...flags.flatMap(([flag, value]) => (value === undefined ? [] : [`--${flag}=${value}`])),
    ...(wish.dryRun ? ["--dry-run"] : []),
    ...(wish.noVerify ? ["--no-verify"] : []),
  ]
}
