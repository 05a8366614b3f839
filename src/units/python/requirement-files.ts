import { filesIn } from "../../tree/files.ts"
import { basename, join, requirementsPattern, type Tree } from "../../tree/tree.ts"

/** `requirements.txt` and the usual companions for tests, in the unit or its `requirements/`. */
export function requirementFiles(tree: Tree, dir: string): string[] {
  const test = /(?:^|[-_.])(?:dev|develop|test|tests|testing|ci)(?:[-_.]|$)/
  const beside = filesIn(tree, dir).filter((file) => {
    const name = basename(file)
    return name === "requirements.txt" || (requirementsPattern.test(name) && test.test(name))
  })
  const below = filesIn(tree, join(dir, "requirements")).filter((file) => test.test(basename(file)))
  return [...beside, ...below].filter((file) => file.endsWith(".txt"))
}
