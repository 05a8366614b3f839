/**
 * Where the credential for GitHub's API comes from. Called before the first request, and once more
 * whenever GitHub answers 401, with the token that it `rejected`. A source that has only one token
 * gives it again. The signal ends the wait for one.
 */
export type TokenSource = (rejected?: string, signal?: AbortSignal) => Promise<string>
