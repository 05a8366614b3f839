/** Where a verb writes and what it reads, so that nothing below touches globals. */
export interface CliContext {
  stdout: (text: string) => void
  stderr: (text: string) => void
  env: Readonly<Record<string, string | undefined>>
  /** How this program was called, for commands that a message offers. */
  program: string
}

/** Runs a verb and gives the process's exit code. */
export type Verb = (args: string[], context: CliContext) => Promise<number>
