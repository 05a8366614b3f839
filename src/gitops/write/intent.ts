/** What a unit is to run in an environment. */
export interface Intent {
  unit: string
  /** The name of its entry in the kustomization's `images:`. */
  entry: string
  /** The repository that the entry is to name, with its registry. */
  repository: string
  tag: string
  digest: string
  /** The commit it was built from, in full; undefined where nobody knows. */
  source: string | undefined
  /** The caller named this unit itself, so leaving it alone is a failure. */
  named: boolean
}
