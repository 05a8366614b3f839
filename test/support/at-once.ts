/**
 * Do it for all of a list, so many at once; what each gave, in the list's order. One that fails lets
 * the others come to their end first.
 */
export async function atOnce<T, R>(
  many: number,
  list: readonly T[],
  act: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const errors: unknown[] = []
  let next = 0
  const work = async (): Promise<void> => {
    for (let index = next++; index < list.length; index = next++)
      try {
        results[index] = await act(list[index]!, index)
      } catch (error) {
        errors.push(error)
      }
  }
  await Promise.all(Array.from({ length: many }, work))
  if (errors.length > 0) throw errors[0]
  return results
}
