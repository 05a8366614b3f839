import type { Stage, Task } from "../task.ts"

/**
 * The tasks of one unit, parted into those that may share a copy: of two of them one's stages are the
 * other's first ones, and the shorter list comes first. So a stage finds in the copy only what the
 * stages before it in its own list have put there, as in a container, whatever else runs and in
 * whatever order. A plan has few lists of stages: what is alike is installed once.
 */
export function copyGroups(tasks: readonly Task[]): Task[][] {
  const groups: Task[][] = []
  const shortFirst = tasks.toSorted((a, b) => a.stages.length - b.stages.length)
  for (const task of shortFirst) {
    const group = groups.find((each) => goesOn(each.at(-1)!, task))
    if (group === undefined) groups.push([task])
    else group.push(task)
  }
  const first = (group: readonly Task[]): number => Math.min(...group.map((t) => tasks.indexOf(t)))
  return groups.sort((a, b) => first(a) - first(b))
}

/** By this two stages are told to be the same: what they do, on top of what, in which surroundings. */
export function stageKey(task: Task, stages: readonly Stage[]): string {
  const { toolchain, caches, env, path, secrets } = task
  return JSON.stringify([toolchain, caches, env, path, secrets, stages])
}

function goesOn(before: Task, task: Task): boolean {
  const shared = task.stages.slice(0, before.stages.length)
  return stageKey(before, before.stages) === stageKey(task, shared)
}
