import { filesBelow } from "../../tree/files.ts"
import { basename, type Tree } from "../../tree/tree.ts"

/** Whether a directory holds files that pytest collects by default. */
export function hasTests(tree: Tree, dir: string): boolean {
  return filesBelow(tree, dir).some((file) => /^(?:test_.*|.*_test)\.py$/.test(basename(file)))
}
