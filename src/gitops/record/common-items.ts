/**
 * A longest common subsequence: the index in `before` of each item of `after` that stays, by its
 * index there. Both are short lists.
 */
export function commonItems(
  before: readonly unknown[],
  after: readonly unknown[],
): ReadonlyMap<number, number> {
  // length[i][j]: of before from i and after from j
  const length = Array.from({ length: before.length + 1 }, () =>
    Array.from({ length: after.length + 1 }, () => 0),
  )
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      length[i]![j] =
        before[i] === after[j]
          ? length[i + 1]![j + 1]! + 1
          : Math.max(length[i + 1]![j]!, length[i]![j + 1]!)
  const kept = new Map<number, number>()
  for (let i = 0, j = 0; i < before.length && j < after.length;)
    if (before[i] === after[j]) kept.set(j++, i++)
    else if (length[i + 1]![j]! >= length[i]![j + 1]!) i++
    else j++
  return kept
}
