/**
 * Whether these may stand in an address as a repository of GitHub. Dots alone would climb in the
 * path, percent signs would be encoded twice, and GitHub takes `.git` off a name.
 */
export function isRepositoryName(owner: string, name: string): boolean {
  return (
    /^[A-Za-z0-9_-]{1,100}$/.test(owner) &&
    /^[A-Za-z0-9._-]{1,100}$/.test(name) &&
    !/^\.{1,2}$|\.git$/i.test(name)
  )
}
