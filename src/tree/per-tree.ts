import type { Tree } from "./tree.ts"

/** `make`, remembered for each tree and key. A tree never changes, so neither does what follows from it. */
export function perTree<T>(make: (tree: Tree, key: string) => T): (tree: Tree, key: string) => T {
  const trees = new WeakMap<Tree, Map<string, T>>()
  return (tree, key) => {
    const known = trees.get(tree) ?? new Map<string, T>()
    trees.set(tree, known)
    if (!known.has(key)) known.set(key, make(tree, key))
    return known.get(key)!
  }
}
