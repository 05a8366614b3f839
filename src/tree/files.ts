import { perTree } from "./per-tree.ts"
import { basename, dirname, type Tree } from "./tree.ts"

/** The files anywhere below `dir`, sorted. */
export const filesBelow = perTree((tree, dir): readonly string[] =>
  // Sorted names with one beginning stand together; "0" is the character after "/".
  dir === ""
    ? tree.files
    : tree.files.slice(
        firstNotBefore(tree.files, `${dir}/`),
        firstNotBefore(tree.files, `${dir}0`),
      ),
)

/** The files of `dir` itself, sorted. */
export function filesIn(tree: Tree, dir: string): readonly string[] {
  return byDirectory(tree, "").get(dir) ?? []
}

/** The directories at or below `dir` that hold a file of this name. */
export function directoriesWith(tree: Tree, name: string, dir: string): string[] {
  const prefix = `${dir}/`
  return byName(tree, name).filter((each) => dir === "" || each === dir || each.startsWith(prefix))
}

/** Every directory that holds files, at any depth. */
export function directories(tree: Tree): Iterable<string> {
  return byDirectory(tree, "").keys()
}

/** Whether there is a file or a directory of this name. */
export function exists(tree: Tree, path: string): boolean {
  return path === "" || tree.has(path) || filesBelow(tree, path).length > 0
}

const byDirectory = perTree((tree) => {
  const found = new Map<string, string[]>()
  for (const file of tree.files) {
    const dir = dirname(file)
    const known = found.get(dir)
    if (known === undefined) found.set(dir, [file])
    else known.push(file)
  }
  return found
})

const byName = perTree((tree, name) =>
  tree.files.filter((file) => basename(file) === name).map(dirname),
)

function firstNotBefore(sorted: readonly string[], text: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < text) low = middle + 1
    else high = middle
  }
  return low
}
