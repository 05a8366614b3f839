import type { GitOutcome } from "./run-git.ts"

/** A git process that talked to the remote and failed: why is not known yet. Stays inside this folder. */
export class GitFailure extends Error {
  readonly outcome: GitOutcome

  constructor(verb: string, outcome: GitOutcome) {
    super(`git ${verb} failed with exit code ${outcome.exitCode}`)
    this.name = "GitFailure"
    this.outcome = outcome
  }
}
