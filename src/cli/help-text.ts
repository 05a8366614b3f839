/** What a verb of the command line does, for its help. */
export interface Described {
  does: string
}

const shared: [string, string][] = [
  ["--source DIR", "the repository (default: the current directory)"],
  ["--config FILE", "instead of DIR/slipway.yaml"],
  ["--service NAME", "only this unit; may be repeated; '(root)' for the steps outside units"],
  ["--format NAME", "table, json or markdown"],
  ["--retries N", "try a red step N times more; one that then passes is flaky"],
  ["--jobs N", "units at once (default: the processors)"],
]

const upload: [string, string][] = [
  ["--reports DIR", "what `reports --output DIR` wrote"],
  ["--sha ID", "the commit that was tested, 40 hex digits (default: what the CI's variables say)"],
  ["--slug OWNER/NAME", "the repository on GitHub (default: the same)"],
  ["--branch NAME", "its branch (default: the same)"],
  ["--url URL", "another Codecov than codecov.io"],
]

/** The help of the whole command line. */
export function helpText(program: string, verbs: Readonly<Record<string, Described>>): string {
  const each = Object.entries(verbs).map(([name, { does }]): [string, string] => [name, does])
  return [
    `${program} VERB [flags]: the checks of a monorepo on this machine, without containers`,
    "",
    ...columns(each),
    "",
    ...columns(shared),
    "",
    "upload-coverage, with Codecov's token in the variable CODECOV_TOKEN:",
    ...columns(upload),
    "",
    "--version prints the version.",
    "",
  ].join("\n")
}

function columns(rows: readonly [string, string][]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
